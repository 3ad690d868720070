using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// The sum of the changes times one factor. 1 is what tools do who load several LoRAs; a fixed 0.6 is the "FedAvg" of Orthogonal
/// Adaptation (arXiv:2312.02432); see <see cref="Average"/> for the other one.
/// </summary>
public sealed class WeightedSum(double factor = 1) : MergeRule
{
    public override bool IsSum => true;

    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas) => Sum(deltas).mul_(tensor((float)factor));

    internal static Tensor Sum(IReadOnlyList<Tensor> deltas) => deltas.Aggregate(zeros_like(deltas[0]), (sum, delta) => sum.add_(delta));
}

/// <summary>The mean of the changes: FedAvg (McMahan et al. 2017, arXiv:1602.05629) as Mix-of-Show uses it (arXiv:2305.18292).</summary>
public sealed class Average : MergeRule
{
    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas) => WeightedSum.Sum(deltas).mul_(tensor(1f / deltas.Count));
}
