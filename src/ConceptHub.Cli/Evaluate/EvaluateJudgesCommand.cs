using System.CommandLine;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary><c>concepthub evaluate judges</c>, for maintainers: trains the judges that come with ConceptHub.</summary>
internal static class EvaluateJudgesCommand
{
    private static readonly Option<bool> ExamOnly = new("--exam") { Description = "Only examine those that are there." };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("judges", "For maintainers: train the judges on renders of the drawn world, and examine them on fresh ones.") { ExamOnly, EvaluationFolders.CacheOption, Json, Model };
        command.Does((result, cancellation) =>
        {
            using var model = ModelFolder.Open(result.GetValue(Model));
            var folders = EvaluationFolders.Of(result);
            if (!result.GetValue(ExamOnly)) Judges.Retrain(model, folders, HeldOutConcepts.All, cancellation);
            using var judges = Judges.Open(model, folders, HeldOutConcepts.All, cancellation);
            return new Measured("evaluate judges", JudgeExam.Take(model, judges)).Tell(result.GetValue(Json));
        });
        return command;
    }
}
