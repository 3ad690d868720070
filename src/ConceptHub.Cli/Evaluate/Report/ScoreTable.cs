using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>One arm at one number of merged concepts.</summary>
internal sealed record ArmScores(Arm Arm, int Count)
{
    public required Estimate ImageAlignment { get; init; }
    public required Estimate TextAlignment { get; init; }
    public required Estimate Identity { get; init; }
    public required Estimate ImageRetention { get; init; }
    public required Estimate IdentityRetention { get; init; }
    public required Estimate Confusion { get; init; }
    public required Estimate Crosstalk { get; init; }
    public required double Drift { get; init; }
    public required double MergeMilliseconds { get; init; }

    /// <summary>NaN where nothing is recorded.</summary>
    public required double RecordingMilliseconds { get; init; }

    public required double UnmergeMilliseconds { get; init; }
    public required bool IsExact { get; init; }
    public required double Parameters { get; init; }

    /// <summary>Text alignment minus that of the concepts alone: a rise after merging means that the concept is lost.</summary>
    public required Estimate TextGain { get; init; }
}

/// <summary>
/// All scores, averaged over prompts, sets and training seeds within each concept first; intervals are over concepts.
/// </summary>
/// <param name="arms">In the order of tables.</param>
internal sealed class ScoreTable(IReadOnlyList<ScoreRow> rows, IReadOnlyList<Arm> arms)
{
    private readonly ILookup<(string Arm, int Count, string Metric), ScoreRow> _rows = rows.ToLookup(r => (r.Arm, r.Count, r.Metric));

    public IReadOnlyList<ScoreRow> Rows => rows;

    public IReadOnlyList<int> Counts => [.. rows.Where(r => r.Count > 1).Select(r => r.Count).Distinct().Order()];

    public IReadOnlyList<Arm> ArmsAt(int count) => [.. arms.Where(a => _rows.Contains((a.Name, count, Metrics.ImageAlignment)))];

    /// <summary>The mean of each concept, by trigger word, in the order of the words.</summary>
    public SortedDictionary<string, double> PerConcept(string arm, int count, string metric) => new(
        _rows[(arm, count, metric)].Where(r => r.Concept != "").GroupBy(r => r.Concept).ToDictionary(g => g.Key, g => g.Average(r => r.Value)), StringComparer.Ordinal);

    public Estimate Mean(string arm, int count, string metric) => Bootstrap.Mean([.. PerConcept(arm, count, metric).Values]);

    /// <summary>The family alone, over the concepts that the arm's merges of that size hold.</summary>
    public SortedDictionary<string, double> Alone(Arm arm, string metric) => PerConcept($"{MergeScoring.Single}:{arm.Family.Name}", 1, metric);

    public ArmScores Of(Arm arm, int count)
    {
        Estimate Of(string metric) => Mean(arm.Name, count, metric);
        return new ArmScores(arm, count)
        {
            ImageAlignment = Of(Metrics.ImageAlignment),
            TextAlignment = Of(Metrics.TextAlignment),
            Identity = Of(Metrics.Identity),
            ImageRetention = Retention(arm, count, Metrics.ImageAlignment),
            IdentityRetention = Retention(arm, count, Metrics.Identity),
            Confusion = Of(Metrics.Confusion),
            Crosstalk = Of(Metrics.Crosstalk),
            Drift = Whole(arm, count, Metrics.Drift),
            MergeMilliseconds = Whole(arm, count, Metrics.MergeMilliseconds),
            RecordingMilliseconds = Whole(arm, count, Metrics.RecordingMilliseconds),
            UnmergeMilliseconds = Whole(arm, count, Metrics.UnmergeMilliseconds),
            IsExact = _rows[(arm.Name, count, Metrics.UnmergeExact)].All(r => r.Value == 1),
            Parameters = Alone(arm, Metrics.Parameters).Values.DefaultIfEmpty(double.NaN).Average(),
            TextGain = Difference(PerConcept(arm.Name, count, Metrics.TextAlignment), Alone(arm, Metrics.TextAlignment)),
        };
    }

    /// <summary>(merged − floor) / (alone − floor), each averaged over the same concepts first.</summary>
    public Estimate Retention(Arm arm, int count, string metric)
    {
        var merged = PerConcept(arm.Name, count, metric);
        var (alone, floor) = (Alone(arm, metric), PerConcept(MergeScoring.Floor, 1, metric));
        var concepts = merged.Keys.Where(c => alone.ContainsKey(c) && floor.ContainsKey(c)).ToList();
        return Bootstrap.Ratio([.. concepts.Select(c => merged[c] - floor[c])], [.. concepts.Select(c => alone[c] - floor[c])]);
    }

    /// <summary>Mean of first − second over the concepts that both have.</summary>
    public static Estimate Difference(IReadOnlyDictionary<string, double> first, IReadOnlyDictionary<string, double> second) =>
        Bootstrap.Mean([.. first.Keys.Where(second.ContainsKey).Select(c => first[c] - second[c])]);

    private double Whole(Arm arm, int count, string metric) => _rows[(arm.Name, count, metric)].Select(r => r.Value).DefaultIfEmpty(double.NaN).Average();
}
