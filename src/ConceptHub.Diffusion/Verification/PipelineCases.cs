using System.Text.Json;
using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>From prompt to picture through all parts, with the start noise given instead of drawn.</summary>
internal static class PipelineCases
{
    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("pipeline");
        return given.Items("runs").Select(run => new VerificationCase("pipeline", $"pipeline.{run.Text("id")}", comparison => Draw(folder, given, run, comparison)));
    }

    private static void Draw(FixtureFolder folder, JsonElement given, JsonElement run, Comparison comparison)
    {
        using var scheduler = SchedulerCases.Create(run, given.Int("num_inference_steps"));
        var text = Encode(folder, given.Text("negative_prompt"), given.Text("prompt"));
        var states = new List<Tensor> { folder.Tensor(given.Text("noise")) * scheduler.InitNoiseSigma };
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            var input = scheduler.ScaleModelInput(states[i], i);
            var times = full([2 * input.shape[0]], scheduler.Timesteps[i], device: folder.Device);
            var output = Guidance.Of(folder.UNet.forward(cat([input, input]), times, text), given.Number("guidance_scale", 1));
            states.Add(scheduler.Step(output, i, states[i], noise: null));
        }

        comparison.Matches(run.Text("latents"), stack(states.Skip(1)));
        comparison.Matches(run.Text("image_raw"), folder.Autoencoder.Decode(states[^1]));
    }

    /// <summary>[prompts, words, channels].</summary>
    private static Tensor Encode(FixtureFolder folder, params string[] prompts)
    {
        var tokenizer = folder.Parts.Tokenizer;
        var length = Math.Min(folder.TextEncoder.Config.MaxPositions, tokenizer.MaxLength);
        return folder.TextEncoder.Encode(stack(prompts.Select(prompt => tensor(tokenizer.Encode(prompt, length), device: folder.Device)))).Hidden;
    }
}
