using System.CommandLine;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Merge;

/// <summary><c>concepthub merge</c>: several concepts in one model, timed and checked, with the seat map.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Adapters = new("adapters") { Description = $"Adapters to merge, each {AdapterChoice.Form} with a strength from 0 to 2.", HelpName = AdapterChoice.Form, Arity = ArgumentArity.OneOrMore };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("merge", "Merge concepts, time it, and check that taking them out restores the base model bit for bit.") { Adapters, Json, Model };
        command.Does((result, cancellation) =>
        {
            using var model = ModelFolder.Open(result.GetValue(Model));
            var recipe = AdapterFiles.ReadRecipe(model, result.GetRequiredValue(Adapters));
            SeatTable.Write(recipe, model.Codebook, model.Plan);
            return new MergeCheck(model, recipe).Run(cancellation).Tell(result.GetValue(Json));
        });
        return command;
    }
}
