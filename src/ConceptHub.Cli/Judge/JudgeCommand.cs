using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Judge;

/// <summary><c>concepthub judge</c>: how often the base model's pictures show what was asked for.</summary>
internal static class JudgeCommand
{
    private static readonly Option<int> Count = new("--count") { Description = "Pictures, for captions that name combinations never trained on.", DefaultValueFactory = _ => 300, HelpName = "N" };
    private static readonly Option<int> Lessons = new("--lessons") { Description = "Renders that the judge learns from.", DefaultValueFactory = _ => 24_000, HelpName = "N" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Denoising steps.", DefaultValueFactory = _ => 20, HelpName = "N" };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of judge and pictures.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<FileInfo?> Samples = new("--samples") { Description = "Grid of 48 of the pictures. [default: docs/base-model/samples.png in the home folder]", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("judge", "Measure whether the embedded model draws the scene, subject, colour and style it is asked for.") { Count, Lessons, Steps, Seed, Samples, Json, Model };
        command.Does((result, cancellation) =>
        {
            var samples = result.GetValue(Samples)?.FullName ?? Path.Combine(HubHome.Find().Root, "docs", "base-model", "samples.png");
            var count = result.GetValue(Count);
            if (count is < 1 or > 600) throw new CannotRunException($"--count is 1 to 600, not {count}.");
            using var model = ModelFolder.Open(result.GetValue(Model));
            var judging = new BaseModelJudging(model, result.GetValue(Seed)) { Steps = result.GetValue(Steps), Lessons = result.GetValue(Lessons) };
            var measured = judging.Run(count, samples, cancellation);
            return measured.Tell(result.GetValue(Json));
        });
        return command;
    }
}
