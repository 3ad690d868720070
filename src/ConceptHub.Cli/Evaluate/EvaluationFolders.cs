using System.CommandLine;
using ConceptHub.Catalog;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Where evaluations keep their work and put their results.</summary>
/// <param name="Cache">Trained adapters and scores, one file for each unit of work; ignored by git.</param>
/// <param name="Shipped">Judges and small adapters that come with the repository.</param>
/// <param name="Output">Tables, charts and grids.</param>
internal sealed record EvaluationFolders(string Cache, string Shipped, string Output)
{
    public static readonly Option<DirectoryInfo?> CacheOption = new("--cache") { Description = "Where unfinished and finished work is kept, so that a second call goes on. [default: data/cache/evaluation in the home folder]", HelpName = "FOLDER" };
    public static readonly Option<DirectoryInfo?> OutOption = new("--out") { Description = "Where the tables and pictures go. [default: docs/evaluation in the home folder]", HelpName = "FOLDER" };

    public string Adapters => Path.Combine(Cache, "adapters");
    public string Scores => Path.Combine(Cache, "scores");
    public string ShippedJudges => Path.Combine(Shipped, "judges");
    public string ShippedAdapters => Path.Combine(Shipped, "adapters");

    public static EvaluationFolders Of(ParseResult result)
    {
        var home = HubHome.Find().Root;
        return new EvaluationFolders(
            result.GetValue(CacheOption)?.FullName ?? Path.Combine(home, "data", "cache", "evaluation"),
            Path.Combine(home, "data", "evaluation"),
            result.GetValue(OutOption)?.FullName ?? Path.Combine(home, "docs", "evaluation"));
    }
}
