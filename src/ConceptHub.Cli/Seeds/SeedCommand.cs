using System.CommandLine;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Seeds;

/// <summary><c>concepthub seed</c>, for maintainers: trains the concepts that a fresh hub shows.</summary>
internal static class SeedCommand
{
    private const int Pool = 0;

    private static readonly Option<DirectoryInfo?> Out = new("--out") { Description = "Where the folders go. [default: data/seed in the home folder]", HelpName = "FOLDER" };
    private static readonly Option<string[]> Only = new("--only") { Description = "Just these concepts, by their trigger words.", HelpName = "WORD", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> Steps = new("--steps") { Description = "Training steps each.", DefaultValueFactory = _ => 400, HelpName = "N" };
    private static readonly Option<int> Pictures = new("--pictures") { Description = "Training pictures each, 3 to 30.", DefaultValueFactory = _ => 6, HelpName = "N" };
    private static readonly Option<bool> SkipExisting = new("--skip-existing") { Description = "Leave concepts alone whose adapter fits the model." };
    private static readonly Option<bool> Settle = new("--settle") { Description = "Train nothing: make the folder's concepts quiet on each other, in closed form, after the last new one of them is trained." };
    private static readonly Option<bool> Redraw = new("--redraw") { Description = "Train nothing: draw the concepts' showcase pictures anew." };
    private static readonly Option<bool> Embeddings = new("--embeddings") { Description = "Train nothing: take what the concepts' showcase pictures look like, for similar concepts." };
    private static readonly Option<bool> Kept = new("--kept") { Description = "Train nothing: measure how much of each concept is left when all are merged. Some minutes; goes on where it was cut off." };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("seed", "For maintainers: train the concepts that come with ConceptHub.") { Out, Only, Steps, Pictures, SkipExisting, Settle, Redraw, Embeddings, Kept, Model };
        command.Does(Run);
        return command;
    }

    /// <summary>The held-out concepts with their numbers: one pool, so that no two share a block.</summary>
    public static IEnumerable<(HeldOutConcept Concept, int Number)> Numbered(Codebook codebook) => HeldOutConcepts.All.Zip(codebook.NumbersIn(Pool));

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var folder = result.GetValue(Out)?.FullName ?? HubHome.Find().Seed;
        var only = result.GetValue(Only) ?? [];
        if (only.FirstOrDefault(word => HeldOutConcepts.All.All(c => c.TriggerWord != word)) is { } unknown)
            throw new CannotRunException($"There is no concept '{unknown}'; there are {string.Join(", ", HeldOutConcepts.All.Select(c => c.TriggerWord))}.");

        if (result.GetValue(Embeddings))
        {
            using var looks = new SeedEmbeddings(ModelFolder.Find(result.GetValue(Model)), folder);
            looks.WriteAsync(cancellation).GetAwaiter().GetResult();
            return Work.Done;
        }

        if (result.GetValue(Kept))
        {
            using var kept = new SeedKept(ModelFolder.Find(result.GetValue(Model)), folder);
            kept.WriteAsync(cancellation).GetAwaiter().GetResult();
            return Work.Done;
        }

        using var model = ModelFolder.Open(result.GetValue(Model));
        if (result.GetValue(Settle))
        {
            SeedPool.Settle(model, folder, cancellation);
            return Work.Done;
        }

        foreach (var (concept, number) in Numbered(model.Codebook).Where(c => only.Length == 0 || only.Contains(c.Concept.TriggerWord)))
        {
            var seed = new SeedConceptMaking(model, concept, number) { Steps = result.GetValue(Steps), Pictures = result.GetValue(Pictures) };
            var target = new ConceptFolder(Path.Combine(folder, WorldConcepts.Describe(concept, number).Slug));
            if (result.GetValue(Redraw)) Console.WriteLine(seed.Redraw(target, cancellation));
            else Console.WriteLine(result.GetValue(SkipExisting) && Fits(model, target, number) ? $"{target.Path}  fits the model already" : seed.Make(target, cancellation));
        }

        return Work.Done;
    }

    private static bool Fits(StableDiffusionModel model, ConceptFolder folder, int number) =>
        File.Exists(folder.Adapter) && AdapterFiles.ReadFitting(model, folder.Adapter)?.ConceptNumber == number;
}
