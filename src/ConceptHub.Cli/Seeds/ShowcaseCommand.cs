using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Seeds;

/// <summary>
/// <c>concepthub showcase</c>, for maintainers: for each seed concept a sheet with its training pictures, pictures of the concept
/// alone, and the same prompts and seeds with all concepts merged.
/// </summary>
internal static class ShowcaseCommand
{
    private const int Columns = 6;
    private static readonly PromptGroup[] Further = [PromptGroup.Style, PromptGroup.Together];

    private static readonly Option<DirectoryInfo?> Seeds = new("--seeds") { Description = "Folders of the seed concepts. [default: data/seed in the home folder]", HelpName = "FOLDER" };
    private static readonly Option<DirectoryInfo?> Out = new("--out") { Description = "Where the sheets go. [default: docs/concepts in the home folder]", HelpName = "FOLDER" };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("showcase", "For maintainers: draw every seed concept alone and in the merge of all.") { Seeds, Out, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var seeds = result.GetValue(Seeds)?.FullName ?? HubHome.Find().Seed;
        var target = result.GetValue(Out)?.FullName ?? Path.Combine(HubHome.Find().Root, "docs", "concepts");
        using var model = ModelFolder.Open(result.GetValue(Model));
        var concepts = SeedCommand.Numbered(model.Codebook).Select(c => Read(model, seeds, c.Concept, c.Number)).ToList();
        var recipe = concepts.Select(c => c.Part).ToList();
        Bars.Run("drawing", concepts.Count * 2 * Columns, bar =>
        {
            var drawn = 0;
            // All single ones first: between them one concept changes, while the merge is written once.
            var alone = concepts.Select(c => Draw(model, c.Prompts, [c.Part])).ToList();
            var merged = concepts.Select(c => Draw(model, c.Prompts, recipe)).ToList();
            foreach (var (concept, i) in concepts.Select((c, i) => (c, i)))
            {
                PictureSheet.Write(Path.Combine(target, concept.Slug + ".png"), concept.Title,
                [
                    new("training", concept.Training, []),
                    new("alone", alone[i], [.. concept.Prompts.Select(p => p.Prompt)]),
                    new($"with all {concepts.Count}", merged[i], []),
                ]);
            }

            IReadOnlyList<RgbImage> Draw(StableDiffusionModel model, IReadOnlyList<GenerationSettings> prompts, IReadOnlyList<RecipePart> parts) =>
                [.. prompts.Select(prompt =>
                {
                    var picture = new TextToImagePipeline(model).Generate(prompt, parts, null, cancellation);
                    bar.At(++drawn);
                    return picture;
                })];
        });
        foreach (var concept in concepts) Console.WriteLine(Path.Combine(target, concept.Slug + ".png"));
        return Work.Done;
    }

    private static ShownConcept Read(StableDiffusionModel model, string seeds, HeldOutConcept concept, int number)
    {
        var about = WorldConcepts.Describe(concept, number);
        var folder = new ConceptFolder(Path.Combine(seeds, about.Slug));
        if (!File.Exists(folder.Adapter)) throw new CannotRunException($"{folder.Path} has no adapter.safetensors; run 'concepthub seed' first.");
        var shown = folder.ReadShowcase().Select(s => new GenerationSettings
        {
            Prompt = s.Prompt,
            Seed = s.Seed,
            Width = s.Settings.Width,
            Height = s.Settings.Height,
            Steps = s.Settings.Steps,
            GuidanceScale = s.Settings.GuidanceScale,
            Scheduler = s.Settings.Scheduler,
        }).ToList();
        var further = Further.Select((group, i) => new GenerationSettings { Prompt = concept.EvaluationPrompts.First(p => p.Group == group).Text, Seed = shown.Max(s => s.Seed) + i + 1 });
        var id = new Guid(number + 1, 0, 0, new byte[8]);
        return new ShownConcept(about.Slug, $"{about.Name}: {about.Description}", new RecipePart(id, AdapterFiles.Read(model, folder.Adapter), 1),
            [.. folder.ReadTraining().Take(Columns).Select(t => PngFile.Read(folder.Training(t.File)))], [.. shown.Concat(further).Take(Columns)]);
    }

    private sealed record ShownConcept(string Slug, string Title, RecipePart Part, IReadOnlyList<RgbImage> Training, IReadOnlyList<GenerationSettings> Prompts);
}
