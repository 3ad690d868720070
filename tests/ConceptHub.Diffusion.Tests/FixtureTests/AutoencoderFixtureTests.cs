using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

public sealed class AutoencoderFixtureTests
{
    [Theory]
    [InlineData("tiny-sd/vae/diffusion_pytorch_model.safetensors", "a")]
    [InlineData("tiny-sd/vae/diffusion_pytorch_model.safetensors", "b_batch2")]
    [InlineData("vae_old_attention_names.safetensors", "a")]
    public void Encoder_gives_the_reference_latents(string weights, string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var model = Model(weights);
        var (image, noise) = (FixtureCases.Tensor($"vae.enc.{name}.image"), FixtureCases.Tensor($"vae.enc.{name}.noise"));

        var posterior = model.Posterior(image);

        FixtureCases.Matches($"vae.enc.{name}.mean", posterior.Mean);
        FixtureCases.Matches($"vae.enc.{name}.logvar", posterior.LogVariance);
        FixtureCases.Matches($"vae.enc.{name}.latents", model.Encode(image, noise));
    }

    [Theory]
    [InlineData("tiny-sd/vae/diffusion_pytorch_model.safetensors", "a")]
    [InlineData("tiny-sd/vae/diffusion_pytorch_model.safetensors", "b_batch2")]
    [InlineData("vae_old_attention_names.safetensors", "b_batch2")]
    public void Decoder_gives_the_reference_picture(string weights, string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        IAutoencoder model = Model(weights);

        var picture = model.Decode(FixtureCases.Tensor($"vae.dec.{name}.z") * 0.18215f);   // the interface takes scaled latents

        FixtureCases.Matches($"vae.dec.{name}.image", picture);
        Assert.Equal(8, model.Factor);
    }

    private static AutoencoderKL Model(string weights)
    {
        var model = new AutoencoderKL(AutoencoderKLConfig.Parse(FixtureCases.Text("tiny-sd/vae/config.json")));
        ModuleWeights.Load(model, FixtureCases.PathOf(weights), AutoencoderKL.NameInModule);
        return model;
    }
}
