using System.CommandLine;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.ToyWorld.HeldOut;
using Spectre.Console;

namespace ConceptHub.Cli.Evaluate;

/// <summary><c>concepthub evaluate merge</c>: fifteen concepts merged in every way, and what is left of each.</summary>
internal static class EvaluateMergeCommand
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "Minutes: adapters that come with ConceptHub, fifteen concepts, three arms. Writes no documents but with --out." };
    private static readonly Option<bool> Core = new("--core") { Description = "About an hour: the main arms at five and fifteen concepts." };
    private static readonly Option<bool> Shipped = new("--shipped") { Description = "Three hours of one core: the adapters that come with ConceptHub, with all prompts and seeds, at three to fifteen concepts." };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Only say how much there is to do." };
    private static readonly Option<string[]> ArmNames = new("--arm") { Description = "Only this arm; may be given several times.", HelpName = "NAME" };
    private static readonly Option<int?> TrainingSteps = new("--training-steps") { Description = "Steps of each training.", HelpName = "N" };
    private static readonly Option<int?> Prompts = new("--prompts") { Description = "Prompts of each concept, 4 to 20.", HelpName = "N" };
    private static readonly Option<int?> Seeds = new("--seeds") { Description = "Pictures for each prompt.", HelpName = "N" };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("merge", "Merge up to fifteen concepts in every known way and measure what is left of each.")
        {
            Quick, Core, Shipped, PlanOnly, ArmNames, TrainingSteps, Prompts, Seeds, EvaluationFolders.CacheOption, EvaluationFolders.OutOption, Json, Model,
        };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var (folders, settings) = (EvaluationFolders.Of(result), Settings(result));
        using var model = ModelFolder.Open(result.GetValue(Model));
        var evaluation = MergeEvaluation.Of(model, folders, settings);
        if (result.GetValue(PlanOnly)) return TellPlan(evaluation.Plan());

        using var judges = Judges.Open(model, folders, HeldOutConcepts.All, cancellation);
        var exam = JudgeExam.Take(model, judges);
        var table = new ScoreTable(evaluation.Run(judges, cancellation), evaluation.Arms);
        var measured = MergeResults.Of(table, exam, settings.UsesShipped);
        if (!settings.UsesShipped || result.GetValue(EvaluationFolders.OutOption) is not null) WriteDocuments(model, folders, settings, evaluation, judges, measured, table, cancellation);
        return measured.Tell(result.GetValue(Json));
    }

    private static void WriteDocuments(StableDiffusionModel model, EvaluationFolders folders, EvaluationSettings settings, MergeEvaluation evaluation, Judges judges, Measured measured, ScoreTable table, CancellationToken cancellation)
    {
        using var scoring = new MergeScoring(model, judges, settings, evaluation.Adapters);
        Directory.CreateDirectory(folders.Output);
        if (settings.Counts.Contains(HeldOutConcepts.All.Count) && evaluation.Arms.Any(a => a.Name == "default"))
            new MergeGrid(model, scoring, evaluation.Adapters, settings).Write(Path.Combine(folders.Output, MergeReport.Grid), cancellation);
        new MergeReport(table, settings, [.. measured.Results.Where(r => r.Name.StartsWith("judges.", StringComparison.Ordinal))], model.Hash).Write(folders.Output);
        measured.Write(new FileInfo(Path.Combine(folders.Output, "results.json")));
        if (!settings.UsesShipped && evaluation.Arms.Any(a => a.Family == Families.Lora)) evaluation.Adapters.Ship(Families.Lora);
    }

    private static EvaluationSettings Settings(ParseResult result)
    {
        var asked = new[] { (Quick, EvaluationSettings.Quick), (Core, EvaluationSettings.Core), (Shipped, EvaluationSettings.Shipped) }.Where(it => result.GetValue(it.Item1)).ToList();
        if (asked.Count > 1) throw new CannotRunException("--quick, --core and --shipped exclude each other.");
        var settings = asked is [var (_, one)] ? one : EvaluationSettings.Full;
        if (result.GetValue(Prompts) is < 4 or > 20) throw new CannotRunException("--prompts is 4 to 20.");
        if (result.GetValue(Seeds) is < 1 or > 50) throw new CannotRunException("--seeds is 1 to 50.");
        if (result.GetValue(TrainingSteps) is < 1 or > 10_000) throw new CannotRunException("--training-steps is 1 to 10000.");
        return settings with
        {
            Arms = result.GetValue(ArmNames) is { Length: > 0 } arms ? arms : settings.Arms,
            TrainingSteps = result.GetValue(TrainingSteps) ?? settings.TrainingSteps,
            Prompts = result.GetValue(Prompts) ?? settings.Prompts,
            Seeds = result.GetValue(Seeds) ?? settings.Seeds,
        };
    }

    public static int TellPlan(IReadOnlyList<(string What, int Units, int Done, double Minutes)> plan)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("what").AddColumn("units").AddColumn("done").AddColumn("minutes left on one core");
        foreach (var (what, units, done, minutes) in plan) table.AddRow(what, $"{units}", $"{done}", FormattableString.Invariant($"{minutes:0}"));
        AnsiConsole.Write(table);
        Console.WriteLine(FormattableString.Invariant($"About {plan.Sum(p => p.Minutes):0} minutes on one core; start the command once for each core to share the work."));
        return Work.Done;
    }
}
