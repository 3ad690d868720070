namespace ConceptHub.Diffusion.Evaluation;

/// <summary>A mean with its 95 % interval.</summary>
public sealed record Estimate(double Mean, double Low, double High);

/// <summary>Intervals by drawing concepts with replacement (Efron 1979): concepts are the clusters, never single pictures (SCIENCE.md 4.2).</summary>
public static class Bootstrap
{
    private const int Rounds = 2000;
    private const double Tail = 0.025;

    /// <param name="perConcept">One value for each concept.</param>
    public static Estimate Mean(IReadOnlyList<double> perConcept) => Of(perConcept.Count, chosen => chosen.Average(i => perConcept[i]));

    /// <summary>The ratio of two means over the same concepts; NaN where the lower one is not above zero, for there is nothing to compare with.</summary>
    public static Estimate Ratio(IReadOnlyList<double> above, IReadOnlyList<double> below) =>
        Of(above.Count, chosen => chosen.Sum(i => below[i]) is var whole and > 1e-9 ? chosen.Sum(i => above[i]) / whole : double.NaN);

    /// <summary>Any statistic of chosen concepts.</summary>
    /// <param name="count">How many concepts there are.</param>
    /// <param name="statistic">Of the indices drawn.</param>
    public static Estimate Of(int count, Func<IReadOnlyList<int>, double> statistic)
    {
        if (count == 0) return new Estimate(double.NaN, double.NaN, double.NaN);
        var random = new Random(1);
        var drawn = Enumerable.Range(0, Rounds)
            .Select(_ => statistic([.. Enumerable.Range(0, count).Select(_ => random.Next(count))])).Where(value => !double.IsNaN(value)).Order().ToList();
        var whole = statistic([.. Enumerable.Range(0, count)]);
        return double.IsNaN(whole) ? new Estimate(whole, whole, whole) : new Estimate(whole, drawn[(int)(drawn.Count * Tail)], drawn[Math.Max(0, (int)(drawn.Count * (1 - Tail)) - 1)]);
    }
}
