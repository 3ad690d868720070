using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// DARE (Yu et al. 2023, arXiv:2311.03099) on full changes: drop entries by chance, stretch the rest so that the expectation stays, and
/// sum.
/// </summary>
/// <param name="density">Share of entries kept.</param>
/// <param name="weight">Factor of the sum; null takes one over the number of concepts.</param>
/// <param name="seed">Decides what is dropped.</param>
public sealed class DareMerge(double density = 0.5, double? weight = 1, int seed = 1) : MergeRule
{
    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas)
    {
        using var generator = new Generator((ulong)(seed * 1000 + layer));
        var kept = deltas.Select(delta => delta * (rand(delta.shape, generator: generator) < (float)density) * tensor((float)(1 / density))).ToList();
        return WeightedSum.Sum(kept) * tensor((float)(weight ?? 1.0 / deltas.Count));
    }
}
