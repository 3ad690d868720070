using System.CommandLine;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Training;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary><c>concepthub evaluate scale</c>: how many concepts fit into one merge, and where it breaks.</summary>
internal static class EvaluateScaleCommand
{
    private const int Most = GeneratedConcepts.Most;

    private static readonly Option<int[]> Counts = new("--count") { Description = "Concepts in one merge; may be given several times.", DefaultValueFactory = _ => [15, 30, 60, Most], HelpName = "N" };
    private static readonly Option<int[]> Blocks = new("--blocks") { Description = "Blocks that a layer is cut into, 16, 32 or 64; may be given several times.", DefaultValueFactory = _ => [16, 64], HelpName = "K" };
    private static readonly Option<int> TrainingSteps = new("--training-steps") { Description = "Steps of each training.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Only say how much there is to do." };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("scale", "Merge up to a hundred generated concepts and measure where it breaks.") { Counts, Blocks, TrainingSteps, PlanOnly, EvaluationFolders.CacheOption, EvaluationFolders.OutOption, Json, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var counts = result.GetRequiredValue(Counts).Distinct().Order().ToList();
        if (counts.Any(n => n is < 2 or > Most)) throw new CannotRunException($"--count is 2 to {Most}.");
        if (result.GetRequiredValue(Blocks).Any(k => k is not (16 or 32 or 64))) throw new CannotRunException("--blocks is 16, 32 or 64.");
        if (result.GetValue(TrainingSteps) is < 1 or > 10_000) throw new CannotRunException("--training-steps is 1 to 10000.");

        using var model = ModelFolder.Open(result.GetValue(Model));
        var (folders, known) = (EvaluationFolders.Of(result), GeneratedConcepts.First(Most));
        IReadOnlyList<HeldOutConcept> concepts = [.. known.Take(counts[^1])];
        var settings = new EvaluationSettings("scale") { Prompts = 4, Seeds = 1, SamplingSteps = 12, TrainingSteps = result.GetValue(TrainingSteps), Counts = counts };
        var arms = result.GetRequiredValue(Blocks).Distinct().SelectMany(k => ArmsOf(k, model.Plan.Blocks)).ToList();
        var evaluation = new MergeEvaluation(model, folders, settings, concepts, arms, [.. counts.Select(n => new ConceptSet("first", [.. concepts.Take(n)]))]);
        if (result.GetValue(PlanOnly)) return EvaluateMergeCommand.TellPlan(evaluation.Plan());

        using var judges = Judges.Open(model, folders, known, cancellation);   // the same ones, whatever the numbers
        var exam = JudgeExam.Take(model, judges).Where(m => m.Name.StartsWith("judges.identity", StringComparison.Ordinal));
        var table = new ScoreTable(evaluation.Run(judges, cancellation), arms);
        ScaleReport.Write(Path.Combine(folders.Output, "scale.md"), table, settings);
        return new Measured("evaluate scale", [.. exam, .. arms.SelectMany(arm => counts.SelectMany(n => Figures(table, arm, n)))]).Tell(result.GetValue(Json));
    }

    private static IEnumerable<Measure> Figures(ScoreTable table, Arm arm, int count)
    {
        var scores = table.Of(arm, count);
        return
        [
            new($"scale.n{count}.{arm.Name}.identity_retention", scores.IdentityRetention.Mean, "share"),
            new($"scale.n{count}.{arm.Name}.crosstalk", scores.Crosstalk.Mean, ""),
            new($"scale.n{count}.{arm.Name}.drift", scores.Drift, ""),
            new($"scale.n{count}.{arm.Name}.merge", scores.MergeMilliseconds, "ms"),
        ];
    }

    // The product's own number of blocks also as the composer makes a recipe quiet.
    private static IReadOnlyList<Arm> ArmsOf(int blocks, int ofPlan)
    {
        const string source = "this project";
        var title = $"K = {blocks}, {(Most + blocks - 1) / blocks} pools";
        return blocks == ofPlan
            ? [new Arm($"k{blocks}", title, source, Families.Default, Rule: null), new Arm($"k{blocks}-settled", $"{title}, made quiet on each other", source, Families.Default, Rule: null) { IsSettled = true }]
            : [new Arm($"k{blocks}", title, source, Families.Default with { Name = $"k{blocks}", Variant = new TrainingVariant { Blocks = blocks } }, _ => new WeightedSum())];
    }
}
