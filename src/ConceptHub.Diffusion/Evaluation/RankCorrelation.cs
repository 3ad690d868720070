namespace ConceptHub.Diffusion.Evaluation;

/// <summary>Spearman's rank correlation; equal values share their mean rank.</summary>
public static class RankCorrelation
{
    /// <returns>-1 to 1; 0 when one side never changes.</returns>
    public static double Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (one, two) = (Ranks(first), Ranks(second));
        var mean = (first.Count - 1) / 2.0;
        var product = one.Zip(two, (a, b) => (a - mean) * (b - mean)).Sum();
        var sizes = one.Sum(a => (a - mean) * (a - mean)) * two.Sum(b => (b - mean) * (b - mean));
        return sizes > 0 ? product / Math.Sqrt(sizes) : 0;
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var ranks = new double[values.Count];
        var place = 0;
        foreach (var equal in Enumerable.Range(0, values.Count).GroupBy(i => values[i]).OrderBy(g => g.Key))
        {
            var members = equal.ToList();
            foreach (var i in members) ranks[i] = place + (members.Count - 1) / 2.0;
            place += members.Count;
        }

        return ranks;
    }
}
