using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>How far two merges of one model are apart, by what the UNet says.</summary>
/// <param name="LargestDifference">Over all outputs.</param>
/// <param name="Scale">Root mean square of the outputs.</param>
/// <param name="Effect">Root mean square of what the first merge changes, against the base.</param>
public sealed record MergeComparison(double LargestDifference, double Scale, double Effect)
{
    private const int Samples = 4;

    /// <summary>Runs both on noise at timesteps over the whole schedule, with text features of unit size. Leaves the base.</summary>
    public static MergeComparison Of(StableDiffusionModel model, IReadOnlyList<MergePart> one, IReadOnlyList<MergePart> other)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(23);
        var config = model.UNet.Config;
        var latents = randn([Samples, config.InChannels, config.SampleSize, config.SampleSize], generator: generator).to(model.Device);
        var context = randn([Samples, model.MaximumTokens, config.CrossAttentionDim], generator: generator).to(model.Device);
        var times = (arange(Samples, dtype: float32) * tensor((model.Noise.Timesteps - 1f) / (Samples - 1))).to(model.Device);
        var (first, second, unmerged) = (Said(one), Said(other), Said([]));
        return new MergeComparison((first - second).abs().max().item<float>(), Size(first), Size(first - unmerged));

        Tensor Said(IReadOnlyList<MergePart> parts)
        {
            model.Merge.Apply(parts);
            return model.UNet.forward(latents, times, context);
        }
    }

    private static double Size(Tensor values) => values.square().mean().sqrt().item<float>();
}
