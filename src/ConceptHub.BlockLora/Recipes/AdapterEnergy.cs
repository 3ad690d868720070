namespace ConceptHub.BlockLora;

/// <summary>How strongly an adapter changes each layer; small enough to keep beside a concept so that overlaps show without its weights.</summary>
/// <param name="LayerNorms">Frobenius norm of B A per layer, in the plan's order.</param>
/// <param name="LayerSites">Site of each layer, in the plan's order.</param>
public sealed record AdapterEnergy(IReadOnlyList<double> LayerNorms, IReadOnlyList<int> LayerSites)
{
    public static AdapterEnergy Of(ConceptAdapter adapter, BlockPlan plan) =>
        new([.. adapter.Layers.Select(layer => Math.Sqrt(Math.Max(0, DeltaProduct(layer, layer))))], plan.LayerSites);

    /// <summary>
    /// Energy overlap: over the layers of shared sites the sum of ||dW_i|| ||dW_j||, divided by the norms of
    /// both whole adapters; 0 (nothing shared) to 1. Strengths cancel out.
    /// </summary>
    public double OverlapWith(AdapterEnergy other, IEnumerable<int> sharedSites)
    {
        if (!LayerSites.SequenceEqual(other.LayerSites)) throw new ArgumentException("The adapters are of different plans.", nameof(other));
        var shared = sharedSites.ToHashSet();
        var product = 0.0;
        for (var i = 0; i < LayerNorms.Count; i++)
            if (shared.Contains(LayerSites[i])) product += LayerNorms[i] * other.LayerNorms[i];
        var whole = Length(LayerNorms) * Length(other.LayerNorms);
        return whole > 0 ? product / whole : 0;
    }

    /// <summary>Cosine between both adapters' changes within the rows they share: 1 the same change, -1 the opposite, 0 unrelated or nothing shared.</summary>
    public static double CosineInSharedRows(ConceptAdapter first, ConceptAdapter second, BlockPlan plan)
    {
        var shared = first.Codeword.SitesSharedWith(second.Codeword).ToHashSet();
        double product = 0, one = 0, two = 0;
        for (var i = 0; i < plan.Layers.Count; i++)
        {
            if (!shared.Contains(plan.LayerSites[i])) continue;
            product += DeltaProduct(first.Layers[i], second.Layers[i]);
            one += DeltaProduct(first.Layers[i], first.Layers[i]);
            two += DeltaProduct(second.Layers[i], second.Layers[i]);
        }

        return one > 0 && two > 0 ? product / Math.Sqrt(one * two) : 0;
    }

    // <B1 A1, B2 A2> = sum over ranks of (B1'B2) * (A1 A2'): rank x rank numbers instead of rows x inputs.
    private static double DeltaProduct(AdapterLayer first, AdapterLayer second)
    {
        var inputs = first.A.Length / first.Rank;
        var rows = first.B.Length / first.Rank;
        var sum = 0.0;
        for (var p = 0; p < first.Rank; p++)
            for (var q = 0; q < second.Rank; q++)
            {
                double a = 0, b = 0;
                for (var i = 0; i < inputs; i++) a += (double)first.A[p * inputs + i] * second.A[q * inputs + i];
                for (var r = 0; r < rows; r++) b += (double)first.B[r * first.Rank + p] * second.B[r * second.Rank + q];
                sum += a * b;
            }

        return sum;
    }

    private static double Length(IEnumerable<double> norms) => Math.Sqrt(norms.Sum(norm => norm * norm));
}
