using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>Clean latents that the model draws itself, where a training needs samples and has no pictures.</summary>
internal static class DrawnLatents
{
    private const int Steps = 12;

    /// <summary>One latent for each prompt, [prompts, channels, h, w], detached from all scopes: the caller disposes it.</summary>
    /// <param name="parts">Merged while drawing; stay merged.</param>
    /// <param name="firstSeed">Prompt i has seed first + i.</param>
    public static Tensor Of(StableDiffusionModel model, IReadOnlyList<string> prompts, IReadOnlyList<MergePart> parts, int firstSeed, CancellationToken cancellation)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.Merge.Apply(parts);
        var pipeline = new TextToImagePipeline(model);
        var batches = new PictureBatches(model, Steps, model.DefaultGuidanceScale);
        var noise = cat([.. prompts.Select((_, i) => batches.Noise((ulong)(firstSeed + i)))]);
        var contexts = pipeline.Encode([.. prompts, ""], parts);
        return batches.Draw(contexts.Narrow(0, prompts.Count), contexts.Narrow(prompts.Count, 1), noise, null, cancellation).DetachFromDisposeScope();
    }
}
