using System.CommandLine;
using System.Diagnostics;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Train;

/// <summary><c>concepthub train</c>: an adapter from a folder of pictures.</summary>
internal static class TrainCommand
{
    private static readonly Option<DirectoryInfo> Pictures = new Option<DirectoryInfo>("--pictures") { Description = "Folder with 3 to 30 pictures (PNG, JPEG, WebP) and, when wanted, captions.json: {\"file.png\": \"caption\"}.", Required = true, HelpName = "FOLDER" }.AcceptExistingOnly();
    private static readonly Option<string> Trigger = new("--trigger") { Description = "The word that will call the concept, without angle brackets.", Required = true, HelpName = "WORD" };
    private static readonly Option<ConceptKind> Kind = new("--kind") { Description = "What the pictures show.", DefaultValueFactory = _ => ConceptKind.Person };
    private static readonly Option<string?> Class = new("--class") { Description = "A plain word for what the concept is one of; the model should know it. [default: person, object, place or style, by kind]", HelpName = "WORD" };
    private static readonly Option<int> Number = new("--number") { Description = "The reserved concept number; decides which rows may change. Concepts to be merged need different numbers.", HelpName = "N" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Training steps.", DefaultValueFactory = _ => 400, HelpName = "N" };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of noise and order.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<FileInfo[]> Beside = new Option<FileInfo[]>("--beside") { Description = "Adapters that it will be mixed with: it learns to be quiet on their words. [default: the concepts that come with ConceptHub]", HelpName = "FILE", AllowMultipleArgumentsPerToken = true }.AcceptExistingOnly();
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The adapter.", DefaultValueFactory = _ => new FileInfo("adapter.safetensors"), HelpName = "FILE" };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("train", "Train a concept from a few pictures.") { Pictures, Trigger, Kind, Class, Number, Steps, Seed, Beside, Out, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var settings = Settings(result);
        if ((ConceptWords.TriggerProblem(settings.TriggerWord) ?? ConceptWords.ClassProblem(settings.ClassWord)) is { } problem) throw new CannotRunException(problem);

        using var model = ModelFolder.Open(result.GetValue(Model));
        if (model.UnknownWords(settings.ClassWord) is [_, ..]) Work.Warn($"the model never read the class word '{settings.ClassWord}'; training may take longer.");
        var trigger = ConceptWords.Trigger(settings.TriggerWord);
        var pictures = PictureFolder.Read(result.GetRequiredValue(Pictures), model.DefaultWidth, model.DefaultHeight, caption => ConceptWords.Caption(caption, trigger, settings.ClassWord));
        var clock = Stopwatch.StartNew();
        var strangers = Strangers(model, result.GetValue(Beside), settings.TriggerWord);
        var (adapter, loss) = Train(model, settings with { Strangers = strangers }, pictures, cancellation);
        var path = result.GetRequiredValue(Out);
        AdapterFiles.Write(model, adapter, path.FullName);
        Console.WriteLine(FormattableString.Invariant($"{path}  {new FileInfo(path.FullName).Length / 1024} KiB  {trigger} {settings.ClassWord}, number {settings.ConceptNumber} (blocks {adapter.Codeword})  loss {loss:0.000}  {clock.Elapsed.TotalSeconds:0} s"));
        return Work.Done;
    }

    /// <summary>Context words of other concepts; without files, of the seeds that fit the model.</summary>
    /// <param name="triggerWord">Whose own adapter is passed over.</param>
    /// <exception cref="WorkFailedException">A named file is refused.</exception>
    public static IReadOnlyList<ContextWords> Strangers(StableDiffusionModel model, IReadOnlyList<FileInfo>? files, string triggerWord)
    {
        var adapters = files is { Count: > 0 }
            ? files.Select(file => AdapterFiles.Read(model, file.FullName))
            : AdapterFiles.Seeds(HubHome.Find()).Select(path => AdapterFiles.ReadFitting(model, path)).OfType<ConceptAdapter>();
        return [.. adapters.Where(adapter => adapter.TriggerWord != triggerWord).Select(adapter => adapter.ContextWords).OfType<ContextWords>()];
    }

    /// <summary>Trains under a bar that tells the losses; returns the last of the averaged ones.</summary>
    public static (ConceptAdapter Adapter, double Loss) Train(StableDiffusionModel model, ConceptTrainingSettings settings, IReadOnlyList<TrainingPicture> pictures, CancellationToken cancellation) =>
        UnderBar(settings, progress => new ConceptTrainer(model).Train(settings, pictures, progress, null, cancellation));

    /// <inheritdoc cref="Train"/>
    public static (ConceptAdapter Adapter, double Loss) UnderBar(ConceptTrainingSettings settings, Func<IProgress<ConceptTrainingStep>, ConceptAdapter> train)
    {
        var loss = double.NaN;
        var name = ConceptWords.Trigger(settings.TriggerWord);
        var adapter = Bars.Run(name, settings.Steps, bar => train(new Inline<ConceptTrainingStep>(step =>
        {
            loss = step.Loss;
            bar.At(step.Step, FormattableString.Invariant($"{name} loss {step.Loss:0.000} erase {step.EraseLoss:0.000}"));
        })));
        return (adapter, loss);
    }

    private static ConceptTrainingSettings Settings(ParseResult result)
    {
        var kind = result.GetValue(Kind);
        return new ConceptTrainingSettings
        {
            TriggerWord = ConceptWords.TriggerKey(result.GetRequiredValue(Trigger)),
            ClassWord = result.GetValue(Class) ?? UsualClass(kind),
            Kind = kind,
            ConceptNumber = result.GetValue(Number),
            Steps = result.GetValue(Steps),
            Seed = result.GetValue(Seed),
            SampleEvery = 0,
        };
    }

    /// <summary>The class word when none is given.</summary>
    public static string UsualClass(ConceptKind kind) => kind switch
    {
        ConceptKind.Person => "person",
        ConceptKind.Subject => "object",
        ConceptKind.Scene => "place",
        _ => "style",
    };
}
