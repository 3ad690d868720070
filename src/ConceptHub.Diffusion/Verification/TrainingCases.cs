using System.Text.Json;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>A training step: the noisy latent, the target, the loss, and its gradients for the matrices of a LoRA.</summary>
internal static class TrainingCases
{
    private const string Down = ".lora_A.weight", Up = ".lora_B.weight";

    public static IEnumerable<VerificationCase> In(FixtureFolder folder)
    {
        var given = folder.Cases.At("training");
        return given.Items("cases").Select(one => new VerificationCase("training", $"training.{one.Text("id")}", comparison => Step(folder, given, one, comparison)));
    }

    private static void Step(FixtureFolder folder, JsonElement given, JsonElement one, Comparison comparison)
    {
        var lora = new LoraPart(Guid.Empty, LoraCases.Read(folder, given.Text("lora_file")), (float)given.Number("lora_scale", 1));
        var result = LoraGradient.Of(folder.WholeModel, lora, () => Loss(folder, given, one, comparison));
        comparison.Matches(one.Text("loss"), tensor(result.Loss).reshape(folder.Tensor(one.Text("loss")).shape));

        var modules = result.Modules.ToDictionary(module => module.Path);
        foreach (var gradient in one.At("grads").EnumerateObject())
        {
            var (key, name) = (gradient.Name, gradient.Value.GetString()!);
            var isDown = key.EndsWith(Down, StringComparison.Ordinal);
            if (!isDown && !key.EndsWith(Up, StringComparison.Ordinal)) throw new InvalidModelException($"'{key}' is no matrix of a LoRA");
            var module = modules[key[..^Down.Length]];
            comparison.Matches(name, tensor(isDown ? module.Down : module.Up).reshape(folder.Tensor(name).shape));
        }
    }

    /// <summary>Scalar with gradient.</summary>
    private static Tensor Loss(FixtureFolder folder, JsonElement given, JsonElement one, Comparison comparison)
    {
        var model = folder.WholeModel;
        using var schedule = new NoiseSchedule(model.Scheduler with { PredictionType = SchedulerConfig.PredictionOf(one.Text("prediction_type")) }, folder.Device);
        var (x0, noise, timesteps) = (folder.Tensor(given.Text("x0")), folder.Tensor(given.Text("noise")), folder.Tensor(given.Text("timesteps")));
        var (noisy, target) = (schedule.AddNoise(x0, noise, timesteps), schedule.Target(x0, noise, timesteps));
        var readsText = one.At("text_encoder_lora").GetBoolean();
        var context = readsText ? model.TextEncoder.Encode(folder.Tensor(given.Text("ids"))).Hidden : folder.Tensor(given.Text("ctx"));
        var predicted = model.UNet.forward(noisy, timesteps, context);
        comparison.Matches(one.Text("noisy"), noisy);
        comparison.Matches(one.Text("target"), target);
        comparison.Matches(one.Text("pred"), predicted);
        return nn.functional.mse_loss(predicted, target);
    }
}
