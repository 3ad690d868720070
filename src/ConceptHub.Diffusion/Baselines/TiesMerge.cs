using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// TIES (Yadav et al. 2023, arXiv:2306.01708) on full changes: keep the largest entries of each, elect the sign of their sum entry by
/// entry, then take the mean of those that agree with it.
/// </summary>
/// <param name="density">Share of entries kept.</param>
/// <param name="weight">Factor of the result, the paper's λ.</param>
public sealed class TiesMerge(double density = 0.5, double weight = 1) : MergeRule
{
    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas)
    {
        var trimmed = stack(deltas.Select(Trimmed));   // [concepts, outputs, inputs]
        // [0] and not 0, which C# would take for the first ScalarType.
        var sign = trimmed.sum([0]).sign();
        var agrees = (trimmed.sign() == sign).logical_and(trimmed != 0);
        var count = agrees.sum([0]).clamp(1);
        return (trimmed * agrees).sum([0]) / count * tensor((float)weight);
    }

    private Tensor Trimmed(Tensor delta)
    {
        var sizes = delta.abs();
        var dropped = (long)Math.Round(delta.numel() * (1 - density));
        if (dropped == 0) return delta;
        var threshold = sizes.flatten().topk((int)dropped, 0, largest: false).values.max();
        return delta * (sizes > threshold);
    }
}
