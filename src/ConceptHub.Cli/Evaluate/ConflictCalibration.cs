using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Cli.Evaluate;

/// <summary>What a conflict score is worth, and where its levels should begin.</summary>
/// <param name="MergeCorrelation">Spearman between mean score and mean loss over merges.</param>
/// <param name="MemberCorrelation">The same over members.</param>
/// <param name="Amber">Score from which on members lose more than 0.05 of identity on average; NaN where they never do.</param>
/// <param name="Red">The same for 0.2.</param>
internal sealed record ConflictCalibration(string Score, double MergeCorrelation, double MemberCorrelation, double Amber, double Red)
{
    public const double AmberLoss = 0.05, RedLoss = 0.2;
    private const int Window = 40;

    public static ConflictCalibration Of(string score, IReadOnlyList<IReadOnlyList<MemberConflict>> merges, Func<MemberConflict, double> value)
    {
        var members = merges.SelectMany(m => m).ToList();
        return new ConflictCalibration(
            score,
            RankCorrelation.Of([.. merges.Select(m => m.Average(value))], [.. merges.Select(m => m.Average(c => c.Lost))]),
            RankCorrelation.Of([.. members.Select(value)], [.. members.Select(c => c.Lost)]),
            Begins(members, value, AmberLoss), Begins(members, value, RedLoss));
    }

    // The first score around which, over a window of neighbours, the mean loss is above the border.
    private static double Begins(List<MemberConflict> members, Func<MemberConflict, double> value, double loss)
    {
        var ordered = members.OrderBy(value).ToList();
        var width = Math.Min(Window, ordered.Count);
        for (var first = 0; first + width <= ordered.Count; first++)
            if (ordered.Skip(first).Take(width).Average(m => m.Lost) > loss) return value(ordered[first + width / 2]);
        return double.NaN;
    }
}
