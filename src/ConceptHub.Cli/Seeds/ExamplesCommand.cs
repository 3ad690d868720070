using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Seeds;

/// <summary><c>concepthub examples</c>, for maintainers: picture sets with which a newcomer can try a training.</summary>
internal static class ExamplesCommand
{
    private static readonly Option<DirectoryInfo?> Out = new("--out") { Description = "Where the folders go. [default: data/examples in the home folder]", HelpName = "FOLDER" };
    private static readonly Option<int> Pictures = new("--pictures") { Description = "Pictures each, 3 to 30.", DefaultValueFactory = _ => 7, HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("examples", "For maintainers: draw the example pictures that the train page offers.") { Out, Pictures };
        command.Does((result, _) =>
        {
            var folder = result.GetValue(Out)?.FullName ?? Path.Combine(HubHome.Find().Root, "data", "examples");
            if (result.GetValue(Pictures) is < 3 or > 30) throw new CannotRunException("--pictures is 3 to 30.");
            foreach (var concept in HeldOutConcepts.Development)
            {
                var about = WorldConcepts.Describe(concept, number: null);
                var target = new ConceptFolder(Path.Combine(folder, about.Slug));
                if (Directory.Exists(target.Path)) Directory.Delete(target.Path, recursive: true);
                Directory.CreateDirectory(target.Path);
                target.WriteConcept(about);
                SeedConceptMaking.WriteTraining(target, WorldConcepts.Pictures(concept, result.GetValue(Pictures)));
                Console.WriteLine(target.Path);
            }

            return Work.Done;
        });
        return command;
    }
}
