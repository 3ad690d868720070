using System.CommandLine;
using ConceptHub.Cli.Evaluate.Pairs;

namespace ConceptHub.Cli.Evaluate;

/// <summary><c>concepthub evaluate</c>: whether merged concepts stay themselves, measured against every known way to merge.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measure whether merged concepts stay themselves, and against what.")
    {
        EvaluateMergeCommand.Create(),
        EvaluateSweepCommand.Create(),
        EvaluateScaleCommand.Create(),
        EvaluateConflictsCommand.Create(),
        EvaluatePairsCommand.Create(),
        EvaluateJudgesCommand.Create(),
    };
}
