using System.CommandLine;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Cli.Train;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Import;

/// <summary>How an ordinary LoRA becomes one that merges with others.</summary>
internal enum ImportMethod { Niche, Distil }

/// <summary><c>concepthub import</c>: bring your own LoRA, and see how much of it is kept.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Lora = new("lora") { Description = "An ordinary LoRA: a safetensors file of kohya, PEFT or diffusers, or the folder that PEFT writes; with a strength from 0 to 2.", HelpName = AdapterChoice.Form };
    private static readonly Option<string> Trigger = new("--trigger") { Description = "The word that calls the concept, without angle brackets.", Required = true, HelpName = "WORD" };
    private static readonly Option<string?> Class = new("--class") { Description = "A plain word for what the concept is one of. [default: person, object, place or style, by kind]", HelpName = "WORD" };
    private static readonly Option<ConceptKind> Kind = new("--kind") { Description = "What the LoRA shows.", DefaultValueFactory = _ => ConceptKind.Person };
    private static readonly Option<string?> Words = new("--words") { Description = "What the LoRA's own prompts call the concept; \"\" when it needs no word. [default: the trigger word]", HelpName = "TEXT" };
    private static readonly Option<FileInfo?> Embedding = new("--embedding") { Description = "The textual-inversion file that belongs to the LoRA; its vectors are the trigger word's.", HelpName = "FILE" };
    private static readonly Option<ImportMethod> Method = new("--method") { Description = "niche: the same LoRA, quieter on everything else, in closed form. distil: train a concept adapter in its own blocks to say what the LoRA says.", DefaultValueFactory = _ => ImportMethod.Niche };
    private static readonly Option<int> Number = new("--number") { Description = "The reserved concept number, for distil.", HelpName = "N" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Training steps, for distil.", DefaultValueFactory = _ => 400, HelpName = "N" };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of noise and order, for distil.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "niche writes an ordinary LoRA file, distil a concept adapter.", DefaultValueFactory = _ => new FileInfo("adapter.safetensors"), HelpName = "FILE" };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("import", "Make an ordinary LoRA merge-friendly, and measure how much of it is kept.")
        {
            Lora, Trigger, Class, Kind, Words, Embedding, Method, Number, Steps, Seed, Out, Json, Model,
        };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var kind = result.GetValue(Kind);
        var (trigger, classWord) = (result.GetRequiredValue(Trigger), result.GetValue(Class) ?? TrainCommand.UsualClass(kind));
        if ((ConceptWords.TriggerProblem(trigger) ?? ConceptWords.ClassProblem(classWord)) is { } problem) throw new CannotRunException(problem);

        using var model = ModelFolder.Open(result.GetValue(Model));
        var word = ConceptWords.TriggerKey(trigger);
        var part = LoraChoices.Read(model, result.GetRequiredValue(Lora), 0);
        if (result.GetValue(Embedding) is { } file) part = part with { Embedding = new LearnedWord(word, ReadEmbedding(file)) };
        var concept = new LoraConcept { Part = part, TriggerWord = word, ClassWord = classWord, Kind = kind, Words = result.GetValue(Words) };
        using var teacher = Bars.Run("drawing what the LoRA shows", 1, _ => new LoraTeacher(model, concept, cancellation));
        using var foreign = ForeignExamples.For(model);
        var path = result.GetRequiredValue(Out);
        var (imported, figures) = result.GetValue(Method) is ImportMethod.Niche
            ? Project(model, teacher, foreign, path, cancellation)
            : Distil(model, teacher, Settings(concept, result), path, cancellation);

        using var judged = foreign.Judged();
        var judgement = ImportJudgement.Of(model, teacher, imported, judged, cancellation);
        Console.WriteLine($"{path}  {(new FileInfo(path.FullName).Length + 1023) / 1024} KiB");
        return new Measured("import",
        [
            new("import.kept", judgement.Kept, "share"),
            new("import.drift", judgement.Drift, "share"),
            new("import.drift.lora", judgement.LoraDrift, "share"),
            .. figures,
        ]).Tell(result.GetValue(Json));
    }

    private static (MergePart Imported, IReadOnlyList<Measure> Figures) Project(StableDiffusionModel model, LoraTeacher teacher, ForeignExamples foreign, FileInfo path, CancellationToken cancellation)
    {
        using var learned = foreign.Learned();
        var niche = NicheLora.Of(model, teacher, learned, cancellation);
        AtomicFile.Write(path.FullName, file => LoraFile.Write(file, niche.Lora));
        var layers = niche.Lora.Modules.Count;
        if (niche.Projected < layers) Work.Warn($"{layers - niche.Projected} of {layers} layers are not linear layers of transformer blocks and stay as they were.");
        return (teacher.Concept.Part with { Lora = niche.Lora }, [new("import.layers.projected", niche.Projected, ""), new("import.layers", layers, "")]);
    }

    private static (MergePart Imported, IReadOnlyList<Measure> Figures) Distil(StableDiffusionModel model, LoraTeacher teacher, ConceptTrainingSettings settings, FileInfo path, CancellationToken cancellation)
    {
        var (adapter, _) = TrainCommand.UnderBar(settings, progress => new ConceptTrainer(model).Distil(settings, teacher, progress, null, cancellation));
        AdapterFiles.Write(model, adapter, path.FullName);
        return (new RecipePart(Guid.Empty, adapter, 1), [new("import.steps", settings.Steps, "")]);
    }

    private static TokenEmbedding ReadEmbedding(FileInfo path)
    {
        if (!path.Exists) throw new CannotRunException($"The embedding '{path}' does not exist.");
        try
        {
            using var stream = path.OpenRead();
            return EmbeddingFile.Read(stream);
        }
        catch (InvalidSafetensorsException fault)
        {
            throw new WorkFailedException($"{path} is refused: {fault.Message}");
        }
    }

    private static ConceptTrainingSettings Settings(LoraConcept concept, ParseResult result) => new()
    {
        TriggerWord = concept.TriggerWord,
        ClassWord = concept.ClassWord,
        Kind = concept.Kind,
        ConceptNumber = result.GetValue(Number),
        Steps = result.GetValue(Steps),
        Seed = result.GetValue(Seed),
        SampleEvery = 0,
    };
}
