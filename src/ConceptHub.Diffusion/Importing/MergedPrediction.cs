using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>Asks a model with something merged into it.</summary>
internal static class MergedPrediction
{
    /// <summary>What the UNet says of noisy latents, shape of <paramref name="noisy"/>, in the caller's scope. The parts stay merged.</summary>
    /// <param name="prompts">One for each latent; words of the parts are known.</param>
    /// <param name="timesteps">int64 [batch].</param>
    public static Tensor Of(StableDiffusionModel model, IReadOnlyList<MergePart> parts, IReadOnlyList<string> prompts, Tensor noisy, Tensor timesteps)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.Merge.Apply(parts);
        return model.UNet.forward(noisy, timesteps, new TextToImagePipeline(model).Encode(prompts, parts)).MoveToOuterDisposeScope();
    }
}
