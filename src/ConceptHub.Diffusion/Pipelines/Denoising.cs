using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>The walk from noise to clean latents, for pictures that go through the UNet together.</summary>
/// <param name="context">Text features of 1 or 2 prompts: with guidance, negative before positive.</param>
/// <param name="over">Latents of the start picture [1, channels, h, w], or null.</param>
internal sealed class Denoising(StableDiffusionModel model, GenerationSettings settings, TextContext context, Tensor? over)
{
    /// <summary>Steps already reported, for groups drawn before.</summary>
    public int StepsBefore { get; init; }

    public int Groups { get; init; } = 1;

    /// <param name="places">Which pictures of the call, as <see cref="GenerationSettings.Of"/> counts.</param>
    /// <param name="preview">Turns a clean latent [1, channels, h, w] into a picture.</param>
    /// <returns>[places, channels, h, w], in the caller's scope.</returns>
    public Tensor Draw(IReadOnlyList<int> places, Func<Tensor, RgbImage> preview, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var pictures = places.Select(place => new DrawnPicture(model.Scheduler, settings.Of(place))).ToList();
        try
        {
            var factor = model.Autoencoder.Factor;
            var shape = new long[] { 1, model.UNet.Config.InChannels, settings.Height / factor, settings.Width / factor };
            var guided = new GuidedUNet(model.UNet, context.Repeat(places.Count), settings.GuidanceScale);
            var latents = cat([.. pictures.Select(p => p.Start(shape, over, settings.FirstStep, model.Device))]);
            for (var step = settings.FirstStep; step < settings.Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var input = pictures[0].ScaleModelInput(latents, step);
                var timestep = pictures[0].Timesteps[step];
                var output = guided.Predict(input, timestep);
                var before = latents;
                var next = cat([.. pictures.Select((p, i) => p.Step(output.narrow(0, i, 1), step, before.narrow(0, i, 1)))]);
                progress?.Report(new DenoisingStep(StepsBefore + step + 1 - settings.FirstStep, Groups * (settings.Steps - settings.FirstStep),
                    () => Preview(input, output, timestep, preview)));
                latents.Dispose();
                latents = next.MoveToOuterDisposeScope();
            }

            return latents.MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var picture in pictures) picture.Dispose();
        }
    }

    // What the model believes the clean latent to be: exact for input scaled to x_t = √a x0 + √(1−a) noise, which all schedulers give.
    private RgbImage Preview(Tensor input, Tensor output, float timestep, Func<Tensor, RgbImage> preview)
    {
        using var scope = NewDisposeScope();
        using var time = tensor(new[] { (long)MathF.Round(timestep) }, device: model.Device);
        return preview(model.Noise.Clean(output.narrow(0, 0, 1), input.narrow(0, 0, 1), time));
    }
}
