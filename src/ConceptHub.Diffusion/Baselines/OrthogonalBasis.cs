using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// Orthogonal Adaptation (Po et al. 2023, arXiv:2312.02432): all concepts share one random orthogonal matrix per input width, each
/// takes some of its columns as its fixed down-projection and learns the up-projection alone.
/// </summary>
public static class OrthogonalBasis
{
    /// <summary>A concept's down-projection.</summary>
    /// <param name="inputs">Width of the layer's input; decides the shared matrix.</param>
    /// <param name="rank">Columns taken, at most <paramref name="inputs"/>.</param>
    /// <param name="concept">Any number that is the concept's own; decides which columns.</param>
    /// <returns>[rank, inputs], float32, orthonormal rows, in the caller's scope.</returns>
    public static Tensor DownProjection(int inputs, int rank, int concept)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)inputs);
        var (q, _) = linalg.qr(randn([inputs, inputs], dtype: ScalarType.Float64, generator: generator));   // columns orthonormal
        var columns = Enumerable.Range(0, inputs).ToArray();
        new Random(concept).Shuffle(columns);
        using var chosen = tensor(columns.Take(rank).Select(c => (long)c).ToArray());
        return q.index_select(1, chosen).transpose(0, 1).contiguous().to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
