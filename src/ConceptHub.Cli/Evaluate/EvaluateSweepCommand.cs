using System.CommandLine;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>
/// <c>concepthub evaluate sweep</c>: what each setting does to five other concepts than those that are judged. Choices are made here, so
/// the verifier of identity stays out.
/// </summary>
internal static class EvaluateSweepCommand
{
    private static readonly Option<string[]> Settings = new("--setting") { Description = "Only this setting, as the table names it; may be given several times.", HelpName = "NAME" };
    private static readonly Option<int> TrainingSteps = new("--training-steps") { Description = "Steps of each training.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Only say how much there is to do." };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("sweep", "Try each setting of training and merging on five development concepts.") { Settings, TrainingSteps, PlanOnly, EvaluationFolders.CacheOption, EvaluationFolders.OutOption, Json, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        if (result.GetValue(TrainingSteps) is < 1 or > 10_000) throw new CannotRunException("--training-steps is 1 to 10000.");
        var points = Chosen(result.GetValue(Settings) ?? []);
        using var model = ModelFolder.Open(result.GetValue(Model));
        var (folders, concepts) = (EvaluationFolders.Of(result), HeldOutConcepts.Development);
        var settings = new EvaluationSettings("sweep") { Prompts = 8, Seeds = 2, SamplingSteps = 12, TrainingSteps = result.GetValue(TrainingSteps) };
        var evaluation = new MergeEvaluation(model, folders, settings, concepts, [.. points.Select(p => p.Arm)], [new ConceptSet("development", concepts)]);
        if (result.GetValue(PlanOnly)) return EvaluateMergeCommand.TellPlan(evaluation.Plan());

        using var judges = Judges.Open(model, folders, [], cancellation);
        var table = new ScoreTable(evaluation.Run(judges, cancellation), evaluation.Arms);
        SweepReport.Write(Path.Combine(folders.Output, "sweep.md"), table, points, settings);
        return new Measured("evaluate sweep", [.. points.SelectMany(p => Figures(table.Of(p.Arm, concepts.Count)))]).Tell(result.GetValue(Json));
    }

    private static IReadOnlyList<SweepPoint> Chosen(IReadOnlyList<string> settings)
    {
        var known = SweepPoints.All.Select(p => p.Setting).Distinct().ToList();
        if (settings.FirstOrDefault(s => !known.Contains(s)) is { } unknown) throw new CannotRunException($"There is no setting '{unknown}'; there are {string.Join(", ", known)}.");
        return settings.Count == 0 ? SweepPoints.All : [.. SweepPoints.All.Where(p => settings.Contains(p.Setting))];
    }

    private static IEnumerable<Measure> Figures(ArmScores scores) =>
    [
        new($"sweep.{scores.Arm.Name}.image_alignment", scores.ImageAlignment.Mean, ""),
        new($"sweep.{scores.Arm.Name}.image_retention", scores.ImageRetention.Mean, "share"),
        new($"sweep.{scores.Arm.Name}.crosstalk", scores.Crosstalk.Mean, ""),
        new($"sweep.{scores.Arm.Name}.drift", scores.Drift, ""),
    ];
}
