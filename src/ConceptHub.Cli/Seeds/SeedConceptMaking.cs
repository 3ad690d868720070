using System.Diagnostics;
using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Cli.Train;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Seeds;

/// <summary>Makes the folder of one seed concept: pictures, adapter, showcase.</summary>
internal sealed class SeedConceptMaking(StableDiffusionModel model, HeldOutConcept concept, int number)
{
    private const int FirstShowcaseSeed = 101;

    public int Steps { get; init; } = 400;

    public int Pictures { get; init; } = 6;

    /// <summary>Makes everything beside the target, which is replaced at the end.</summary>
    /// <returns>A line that tells how it went.</returns>
    public string Make(ConceptFolder target, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var making = new ConceptFolder(target.Path + ".new");
        if (Directory.Exists(making.Path)) Directory.Delete(making.Path, recursive: true);
        Directory.CreateDirectory(making.Path);

        var about = WorldConcepts.Describe(concept, number);
        making.WriteConcept(about);
        var pictures = WorldConcepts.Pictures(concept, Pictures);
        WriteTraining(making, pictures);
        var settings = new ConceptTrainingSettings
        {
            TriggerWord = concept.TriggerWord,
            ClassWord = concept.ClassWord,
            Kind = about.Kind,
            ConceptNumber = number,
            Steps = Steps,
            Seed = number + 1,
            SampleEvery = 0,
            Strangers = TrainCommand.Strangers(model, null, concept.TriggerWord),
        };
        var (adapter, loss) = TrainCommand.Train(model, settings, pictures, cancellation);
        Write(making, adapter, about, cancellation);

        if (Directory.Exists(target.Path)) Directory.Delete(target.Path, recursive: true);
        Directory.Move(making.Path, target.Path);
        return string.Create(CultureInfo.InvariantCulture, $"{target.Path}  number {number}, loss {loss:0.000}, {clock.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>Draws the pictures of the concept's page anew.</summary>
    /// <returns>A line that tells how it went.</returns>
    /// <exception cref="CannotRunException">The folder has no adapter.</exception>
    public string Redraw(ConceptFolder folder, CancellationToken cancellation)
    {
        WriteShowcase(folder, AdapterFiles.Read(model, folder.Adapter), cancellation);
        return $"{folder.Path}  drawn anew";
    }

    /// <summary>Writes the adapter, and the pictures that it draws for the concept's page.</summary>
    public void Write(ConceptFolder folder, ConceptAdapter adapter, ConceptFile about, CancellationToken cancellation)
    {
        AdapterFiles.Write(model, adapter, folder.Adapter, new AdapterFileOptions { Storage = SafetensorsType.F16, Title = about.Name, Author = "ConceptHub", Description = about.Description, License = "Apache-2.0" });
        WriteShowcase(folder, AdapterFiles.Read(model, folder.Adapter), cancellation);
        folder.ForgetKept();
    }

    /// <summary>Writes pictures and captions of a concept, numbered from 01.</summary>
    public static void WriteTraining(ConceptFolder folder, IReadOnlyList<TrainingPicture> pictures)
    {
        var captions = pictures.Select((picture, i) => new CaptionedFile(Name(i), picture.Caption)).ToList();
        foreach (var (picture, caption) in pictures.Zip(captions)) PngFile.Write(folder.Training(caption.File), picture.Image);
        folder.WriteTraining(captions);
    }

    private void WriteShowcase(ConceptFolder folder, ConceptAdapter adapter, CancellationToken cancellation)
    {
        var pipeline = new TextToImagePipeline(model);
        var part = new RecipePart(Guid.Empty, adapter, 1);
        var shown = new List<ShowcaseFile>();
        foreach (var prompt in WorldConcepts.ShowcasePrompts(concept))
        {
            var settings = pipeline.Checked(new GenerationSettings { Prompt = prompt, Seed = FirstShowcaseSeed + shown.Count });
            var picture = pipeline.Generate(settings, [part], null, cancellation);
            shown.Add(new ShowcaseFile(Name(shown.Count), prompt, settings.Seed, new ShowcaseSettings(picture.Width, picture.Height, settings.Steps, settings.GuidanceScale!.Value, settings.Scheduler)));
            PngFile.Write(folder.Showcase(shown[^1].File), picture);
        }

        folder.WriteShowcase(shown);
        folder.ForgetEmbedding();
    }

    private static string Name(int index) => $"{index + 1:00}.png";
}
