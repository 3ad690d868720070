using System.CommandLine;
using ConceptHub.Cli.Evaluate.Report;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary><c>concepthub evaluate pairs</c>: two concepts in one picture, side by side in one go and each in a frame of its own, in a place, in a style.</summary>
internal static class EvaluatePairsCommand
{
    private static readonly Option<string[]> ArmNames = new("--arm")
    {
        Description = "Only this arm of 'evaluate merge'; may be given several times.",
        DefaultValueFactory = _ => ["default", "words", "naive", "fedavg06", "orthogonal", "fusion"],
        HelpName = "NAME",
    };

    private static readonly Option<int> TrainingSteps = new("--training-steps") { Description = "Steps of each training.", DefaultValueFactory = _ => 160, HelpName = "N" };
    private static readonly Option<bool> OnDevelopment = new("--development") { Description = "Ask for the development concepts instead, with three styles: choices are made with these." };
    private static readonly Option<bool> Shipped = new("--shipped") { Description = "Ask for the adapters that come with ConceptHub, where there are such." };
    private static readonly Option<float> GuidanceScale = new("--guidance") { Description = "How strictly prompts are followed.", DefaultValueFactory = _ => 2, HelpName = "X" };
    private static readonly Option<bool> PlanOnly = new("--plan") { Description = "Only say how much there is to do." };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("pairs", "Ask for two concepts in one picture, in one go and each in a frame of its own, and measure whether both are there.") { ArmNames, TrainingSteps, GuidanceScale, OnDevelopment, Shipped, PlanOnly, EvaluationFolders.CacheOption, EvaluationFolders.OutOption, Json, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        if (result.GetValue(TrainingSteps) is < 1 or > 10_000) throw new CannotRunException("--training-steps is 1 to 10000.");
        if (result.GetValue(GuidanceScale) is not (>= 1 and <= 30)) throw new CannotRunException("--guidance is 1 to 30.");
        if (result.GetValue(Shipped) && result.GetValue(OnDevelopment)) throw new CannotRunException("--development concepts do not come with ConceptHub: leave out --shipped.");
        using var model = ModelFolder.Open(result.GetValue(Model));
        var (folders, arms) = (EvaluationFolders.Of(result), KnownArms.Named(result.GetRequiredValue(ArmNames)));
        if (arms.FirstOrDefault(a => a.IsSettled) is { } settled) throw new CannotRunException($"The arm '{settled.Name}' settles whole merges, which pairs are not; leave it out.");
        var set = result.GetValue(OnDevelopment) ? PairSet.Development : PairSet.Judged;
        var settings = new EvaluationSettings("pairs") { SamplingSteps = 12, TrainingSteps = result.GetValue(TrainingSteps), GuidanceScale = result.GetValue(GuidanceScale), UsesShipped = result.GetValue(Shipped) };
        var evaluation = new PairEvaluation(model, folders, settings, set, arms);
        if (result.GetValue(PlanOnly)) return EvaluateMergeCommand.TellPlan(evaluation.Plan());

        using var judges = PairJudges.Open(model, folders, set, cancellation);
        var table = new PairTable(evaluation.Run(judges, cancellation), evaluation.Trials);
        PairReport.Write(folders.Output, table, settings, evaluation, cancellation);
        return new Measured("evaluate pairs", [.. evaluation.Trials.SelectMany(t => table.Measures(t))]).Tell(result.GetValue(Json));
    }
}
