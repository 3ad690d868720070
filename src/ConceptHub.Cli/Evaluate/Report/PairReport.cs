using System.Text;
using ConceptHub.Cli.Evaluate.Pairs;
using ConceptHub.Cli.Seeds;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld.HeldOut;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Scores of pictures of two concepts; intervals are over pairs.</summary>
internal sealed class PairTable(IReadOnlyList<ScoreRow> rows, IReadOnlyList<PairTrial> trials)
{
    public IReadOnlyList<ScoreRow> Rows => rows;

    public IReadOnlyList<PairTrial> Trials => trials;

    /// <param name="isMember">Which of a pair's concepts count; all where null.</param>
    public Estimate Mean(string arm, int merged, string prompts, string metric, Func<ScoreRow, bool>? isMember = null) => Bootstrap.Mean(
        [.. rows.Where(r => r.Arm == arm && r.Count == merged && r.Prompts == prompts && r.Metric == metric && (isMember is null || isMember(r))).GroupBy(r => r.Set).Select(pair => pair.Average(r => r.Value))]);

    public IEnumerable<Measure> Measures(PairTrial trial) => new[] { Metrics.Identity, Metrics.Confusion, PairEvaluation.Both }
        .Select(metric => new Measure($"pairs.{trial.Prompts}.n{trial.Merged}.{trial.Arm.Name}.{metric}", Mean(trial.Arm.Name, trial.Merged, trial.Prompts, metric).Mean, "share"));
}

/// <summary>Writes <c>pairs.md</c>, its scores and its pictures.</summary>
internal static class PairReport
{
    private const string Grid = "pairs.png";

    public static void Write(string folder, PairTable table, EvaluationSettings settings, PairEvaluation evaluation, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder($"""
            # Two concepts in one picture

            {Asked(evaluation.Set)}; {(settings.UsesShipped ? $"ours are those that come with ConceptHub, of 400 steps, ordinary LoRAs of {settings.TrainingSteps}" : $"{settings.TrainingSteps} steps of training")}; {settings.SamplingSteps} steps of drawing, guidance {settings.GuidanceScale}. *Merged 2*: only the two that the prompt calls, which is what the composer does; *{evaluation.Set.Concepts.Count}*: all are in the weights. *In one go* both are called in one prompt; *in frames of their own* the scene is drawn first and then each of the two by itself in its half, which is how the composer draws several people and things. Verifiers of their own look at halves of pictures or at whole ones; a concept counts as there at a threshold that lets one in a hundred of the base model's pictures pass. Intervals are 95 %, by bootstrap over pairs. From `concepthub evaluate pairs{(settings.UsesShipped ? " --shipped" : "")}`.


            """);
        Section(text, table, "Side by side, in one go", "sides", isSides: true);
        Section(text, table, "Side by side, in frames of their own", "frames", isSides: true);
        Section(text, table, "In a place that is a concept", "place", isSides: false);
        Section(text, table, "In a style that is a concept", "look", isSides: false);
        if (table.Trials.Any(t => t.Arm.Name == "default"))
        {
            WriteGrid(Path.Combine(folder, Grid), table, evaluation, cancellation);
            text.Append($"## Pictures\n\nSame prompt and start noise in each row; only the two are merged.\n\n![Pairs of concepts in one picture]({Grid})\n");
        }

        File.WriteAllText(Path.Combine(folder, "pairs.md"), text.ToString());
        ScoreRow.Write(Path.Combine(folder, "pairs.csv"), table.Rows);
    }

    private static string Asked(PairSet set)
    {
        int Count(PairKind kind) => set.Pairs.Count(p => p.Kind == kind);
        var sides = $"Every two of {set.Subjects.Count} people and subjects side by side ({Count(PairKind.Sides)} pairs, {set.Beside.Count} pictures each, either one on the left as often)";
        return $"{sides}, and each of them in {set.Scenes.Count} places and in {set.Styles.Count} styles ({Count(PairKind.Place)} and {Count(PairKind.Look)} pairs, {set.InPlace.Count} pictures each)";
    }

    private static void Section(StringBuilder text, PairTable table, string title, string prompts, bool isSides)
    {
        text.Append($"## {title}\n\n");
        text.Append(isSides ? Head("", "merged", "both right", "right", "taken for the other") : Head("", "merged", "both right", "who", prompts == "place" ? "where" : "how")).Append('\n');
        var bounds = prompts == "frames" ? "sides" : prompts;
        Line("true renders", MergeScoring.Ceiling, 1, bounds, "–");
        Line("the base model, asked for class words", MergeScoring.Floor, 1, bounds, "–");
        foreach (var trial in table.Trials.Where(t => t.Prompts == prompts)) Line(trial.Arm.Title, trial.Arm.Name, trial.Merged, prompts, $"{trial.Merged}");
        text.Append('\n');

        void Line(string label, string arm, int merged, string of, string count)
        {
            Estimate Of(string metric, Func<ScoreRow, bool>? isMember = null) => table.Mean(arm, merged, of, metric, isMember);
            var rest = isSides
                ? new[] { Of(Metrics.Identity), Of(Metrics.Confusion) }
                : [Of(Metrics.Identity, r => IsSubject(r)), Of(Metrics.Identity, r => !IsSubject(r))];
            text.Append(Row([label, count, With(Of(PairEvaluation.Both)), .. rest.Select(e => With(e))])).Append('\n');
        }
    }

    private static bool IsSubject(ScoreRow row) => Enum.Parse<HeldOutKind>(row.Kind, ignoreCase: true) is HeldOutKind.Person or HeldOutKind.Subject;

    private static void WriteGrid(string path, PairTable table, PairEvaluation evaluation, CancellationToken cancellation)
    {
        var pairs = Enum.GetValues<PairKind>().SelectMany(kind => Spread([.. evaluation.Set.Pairs.Where(p => p.Kind == kind)], kind == PairKind.Sides ? 12 : 3)).ToList();
        var arms = table.Trials.Select(t => t.Arm).DistinctBy(a => a.Name).Where(a => a.Name is "default" or "naive" or "fusion").ToList();
        var columns = new List<(string Title, IReadOnlyList<RgbImage> Pictures)>();
        foreach (var arm in arms)
        {
            columns.Add(($"{arm.Title}, in one go", evaluation.Show(new PairTrial(arm, 2, PairKind.Sides, HasFrames: false), pairs, cancellation)));
            columns.Add(($"{arm.Title}, in frames", evaluation.Show(new PairTrial(arm, 2, PairKind.Sides, HasFrames: true), [.. pairs.Where(p => p.Kind == PairKind.Sides)], cancellation)));
        }

        PictureSheet.Write(path, "Two concepts in one picture", [.. pairs.Select((pair, row) => new SheetRow(
            pair.Name, [.. columns.Where(c => row < c.Pictures.Count).Select(c => c.Pictures[row])], row == 0 || pair.Kind != pairs[row - 1].Kind ? [.. columns.Where(c => row < c.Pictures.Count).Select(c => c.Title)] : []))]);
    }

    private static IEnumerable<ConceptPair> Spread(IReadOnlyList<ConceptPair> pairs, int count) =>
        pairs.Count <= count ? pairs : Enumerable.Range(0, count).Select(i => pairs[i * pairs.Count / count + i % 3]);
}
