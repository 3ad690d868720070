using System.Text.Json;
using ConceptHub.Diffusion.Autoencoders;

namespace ConceptHub.Diffusion.Verification;

/// <summary>Pictures to latents and back, with the weights under both namings of the attention where the folder has both.</summary>
internal static class AutoencoderCases
{
    private const string OldNames = "vae_old_attention_names";

    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var weights = folder.PathOf($"{OldNames}.safetensors");
        return
        [
            .. With(folder, "", use => use(Model(folder.Autoencoder))),
            .. File.Exists(weights) ? With(folder, $"{OldNames}.", use =>
            {
                using var autoencoder = folder.Parts.LoadAutoencoder(weights);
                use(Model(autoencoder));
            }) : [],
        ];
    }

    private static IEnumerable<VerificationCase> With(FixtureFolder folder, string prefix, Action<Action<AutoencoderKL>> with)
    {
        var given = folder.Cases.At("vae");
        foreach (var one in given.Items("encode"))
            yield return new VerificationCase("vae", prefix + NameOf(one, "image"), comparison => with(model => Encode(folder, one, model, comparison)));
        foreach (var one in given.Items("decode"))
            yield return new VerificationCase("vae", prefix + NameOf(one, "z"), comparison => with(model =>
                // Latents go in scaled, as everywhere in ConceptHub; the case has them as diffusers' decode takes them.
                comparison.Matches(one.Text("image"), model.Decode((folder.Tensor(one.Text("z")) - model.Config.ShiftFactor) * model.Config.ScalingFactor))));
    }

    private static void Encode(FixtureFolder folder, JsonElement one, AutoencoderKL model, Comparison comparison)
    {
        var image = folder.Tensor(one.Text("image"));
        var posterior = model.Posterior(image);
        comparison.Matches(one.Text("mean"), posterior.Mean);
        comparison.Matches(one.Text("logvar"), posterior.LogVariance);
        comparison.Matches(one.Text("latents"), model.Encode(image, folder.Tensor(one.Text("noise"))));
    }

    private static AutoencoderKL Model(IAutoencoder autoencoder) => autoencoder as AutoencoderKL
        ?? throw new InvalidModelException("the autoencoder is no AutoencoderKL");

    // "vae.enc.a.image" belongs to "vae.enc.a".
    private static string NameOf(JsonElement one, string input)
    {
        var tensor = one.Text(input);
        var dot = tensor.LastIndexOf('.');
        return dot < 0 ? tensor : tensor[..dot];
    }
}
