using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>Pictures from prompts and recipes: merge, encode the prompt, walk the noise down, decode. One caller at a time.</summary>
public sealed class TextToImagePipeline(StableDiffusionModel model)
{
    /// <summary>Width and height must be multiples of this many pixels.</summary>
    public int SizeStep => model.Autoencoder.Factor << (model.UNet.Config.BlockOutChannels.Count - 1);

    /// <summary>Draws one picture.</summary>
    /// <param name="recipe">Merged before drawing; stays merged for the next call with the same recipe.</param>
    /// <param name="progress">Called after each step on this thread.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public RgbImage Generate(GenerationSettings settings, IReadOnlyList<RecipePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var latents = GenerateLatents(settings, recipe, progress, cancellation);
        return RgbImage.FromTensor(model.Autoencoder.Decode(latents))[0];
    }

    /// <summary>The clean latents of <see cref="Generate"/>, [1, channels, height, width], in the caller's scope.</summary>
    public Tensor GenerateLatents(GenerationSettings settings, IReadOnlyList<RecipePart> recipe, IProgress<DenoisingStep>? progress, CancellationToken cancellation)
    {
        var sized = Checked(settings);
        model.Merge.Apply(recipe);
        using var scope = NewDisposeScope();
        var guided = sized.GuidanceScale != 1;
        var context = Encode(guided ? [sized.NegativePrompt, sized.Prompt] : [sized.Prompt], recipe);
        using var scheduler = model.Scheduler.Create(sized.Scheduler, sized.Steps);
        using var noise = new Generator((ulong)sized.Seed);
        var shape = new long[] { 1, model.UNet.Config.InChannels, sized.Height / model.Autoencoder.Factor, sized.Width / model.Autoencoder.Factor };
        var latents = randn(shape, generator: noise).to(model.Device) * scheduler.InitNoiseSigma;
        for (var step = 0; step < sized.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var input = scheduler.ScaleModelInput(latents, step);
            var timestep = scheduler.Timesteps[step];
            var output = Predict(input, timestep, context, guided ? sized.GuidanceScale : 1);
            var next = scheduler.Step(output, step, latents, noise);
            progress?.Report(new DenoisingStep(step + 1, sized.Steps, () => Preview(input, output, timestep)));
            latents.Dispose();
            latents = next.MoveToOuterDisposeScope();
        }

        return latents.MoveToOuterDisposeScope();
    }

    /// <summary>Text features [prompts, words, channels]; trigger words of the recipe get their learned vectors.</summary>
    public Tensor Encode(IReadOnlyList<string> prompts, IReadOnlyList<RecipePart> recipe)
    {
        var tokens = ConceptTokens.For(model, [.. recipe.Select(p => p.Adapter)]);
        var words = model.MaximumTokens;
        var ids = prompts.SelectMany(p => tokens.Tokenizer.Encode(p, words)).ToArray();
        return model.TextEncoder.Encode(tensor(ids, [prompts.Count, words], device: model.Device), tokens.Rows).Hidden;
    }

    private Tensor Predict(Tensor input, float timestep, Tensor context, float guidanceScale)
    {
        var batch = context.shape[0];
        var times = full([batch], timestep, device: model.Device);
        var output = model.UNet.forward(batch == 1 ? input : input.expand(batch, -1, -1, -1), times, context);
        if (batch == 1) return output;
        var (negative, positive) = (output.narrow(0, 0, 1), output.narrow(0, 1, 1));
        return negative + (positive - negative) * guidanceScale;
    }

    // What the model believes the clean latent to be: exact for input scaled to x_t = √a x0 + √(1−a) noise, which all schedulers give.
    private RgbImage Preview(Tensor input, Tensor output, float timestep)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var clean = model.Noise.Clean(output, input, tensor(new[] { (long)MathF.Round(timestep) }, device: model.Device));
        return RgbImage.FromTensor(model.Autoencoder.Decode(clean))[0];
    }

    private GenerationSettings Checked(GenerationSettings settings)
    {
        var sized = settings with
        {
            Width = settings.Width == 0 ? model.DefaultWidth : settings.Width,
            Height = settings.Height == 0 ? model.DefaultHeight : settings.Height,
        };
        if (sized.Width % SizeStep != 0 || sized.Height % SizeStep != 0 || Math.Min(sized.Width, sized.Height) < SizeStep || Math.Max(sized.Width, sized.Height) > 2048)
            throw new ArgumentException($"Width and height must be multiples of {SizeStep} up to 2048; {sized.Width} × {sized.Height} is not.", nameof(settings));
        if (sized.Steps is < 1 or > 150) throw new ArgumentException($"Steps must be 1 to 150, not {sized.Steps}.", nameof(settings));
        if (!float.IsFinite(sized.GuidanceScale) || sized.GuidanceScale is < 0 or > 30)
            throw new ArgumentException($"The guidance scale must be 0 to 30, not {sized.GuidanceScale}.", nameof(settings));
        return sized;
    }
}
