using System.CommandLine;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary><c>concepthub evaluate conflicts</c>: whether a score from adapters alone tells what a merge will lose.</summary>
internal static class EvaluateConflictsCommand
{
    private const double PromisedCorrelation = 0.6;

    private static readonly Option<int> Merges = new("--merges") { Description = "Random merges.", DefaultValueFactory = _ => 120, HelpName = "N" };
    private static readonly Option<int> TrainingSteps = new("--training-steps") { Description = "Steps of each training; at 200 those of 'evaluate merge --core' are used.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Only say how much there is to do." };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("conflicts", "Hold the conflict scores of the composer against the identity that random merges lose.") { Merges, TrainingSteps, PlanOnly, EvaluationFolders.CacheOption, EvaluationFolders.OutOption, Json, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        if (result.GetValue(Merges) is < 2 or > 10_000) throw new CannotRunException("--merges is 2 to 10000.");
        if (result.GetValue(TrainingSteps) is < 1 or > 10_000) throw new CannotRunException("--training-steps is 1 to 10000.");
        using var model = ModelFolder.Open(result.GetValue(Model));
        var folders = EvaluationFolders.Of(result);
        var settings = new EvaluationSettings("conflicts") { Prompts = 4, Seeds = 1, SamplingSteps = 12, TrainingSteps = result.GetValue(TrainingSteps) };
        using var judges = Judges.Open(model, folders, HeldOutConcepts.All, cancellation);
        var measurement = new ConflictMeasurement(model, judges, folders, settings);
        if (result.GetValue(PlanOnly)) return EvaluateMergeCommand.TellPlan([WorkUnits.Plan("adapters to train", measurement.TrainingUnits())]);

        var merges = measurement.Run(result.GetValue(Merges), cancellation);
        ConflictCalibration[] scores = [ConflictCalibration.Of("crosstalk", merges, m => m.Crosstalk), ConflictCalibration.Of("energy", merges, m => m.Energy)];
        ConflictReport.Write(Path.Combine(folders.Output, "conflicts.md"), merges, scores);
        return new Measured("evaluate conflicts", [.. scores.SelectMany(Figures)]).Tell(result.GetValue(Json));
    }

    private static IEnumerable<Measure> Figures(ConflictCalibration score) =>
    [
        score.Score == "crosstalk"
            ? Measure.AtLeast($"conflicts.{score.Score}.correlation", score.MergeCorrelation, "", PromisedCorrelation)
            : new Measure($"conflicts.{score.Score}.correlation", score.MergeCorrelation, ""),
        new($"conflicts.{score.Score}.correlation.members", score.MemberCorrelation, ""),
        new($"conflicts.{score.Score}.amber", score.Amber, ""),
        new($"conflicts.{score.Score}.red", score.Red, ""),
    ];
}
