using System.CommandLine;
using ConceptHub.Cli.Administration;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Training;
using ConceptHub.Engine;
using Spectre.Console;

namespace ConceptHub.Cli.Models;

/// <summary><c>concepthub models</c>: the base models of this home.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string> Source = new("path") { Description = "A diffusers folder, or a Stable Diffusion 1.x or 2.x checkpoint in one safetensors file.", HelpName = "PATH" };
    private static readonly Argument<string> Name = new("name") { Description = "The model.", HelpName = "NAME" };
    private static readonly Option<string?> NewName = new("--name") { Description = "What to call it here. [default: from the path]", HelpName = "NAME" };
    private static readonly Option<DirectoryInfo?> Tokenizer = new("--tokenizer") { Description = "Folder with vocab.json and merges.txt, for a checkpoint in one file. [default: that of an installed model of the same family]", HelpName = "FOLDER" };
    private static readonly Option<string?> Prediction = new Option<string?>("--prediction") { Description = "What a checkpoint in one file was trained to say. [default: what the file says, else epsilon for 1.x and v_prediction for 2.x]" }.AcceptOnlyFromAmong("epsilon", "v_prediction");
    private static readonly Option<int> Pools = new("--pools") { Description = "For how many pools of concept numbers.", DefaultValueFactory = _ => 16, HelpName = "N" };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The file to write.", Required = true, HelpName = "FILE" };

    public static Command Create()
    {
        var add = new Command("add", "Check a model, copy it into data/state/models, and make its block plan.") { Source, NewName, Tokenizer, Prediction };
        add.Does(AddAsync);
        var list = new Command("list", "Show the models of this home.");
        list.Does((_, _) => List());
        var remove = new Command("remove", "Delete a model that was added.") { Name };
        remove.Does((result, cancellation) => RemoveAsync(result.GetRequiredValue(Name), cancellation));
        var verify = new Command("verify", "Read a model whole, and compare it with what was found when it was added.") { Name };
        verify.Does((result, cancellation) => Verify(result.GetRequiredValue(Name), cancellation));
        var export = new Command("export", "Write a model as one safetensors file with the original names, for programs that read nothing else.") { Name, Out };
        export.Does((result, cancellation) => Export(result, cancellation));
        var prepare = new Command("prepare", "Work out once what every training with a model begins with, and keep it beside the model: trainings then begin at once.") { Name, Pools };
        prepare.Does((result, cancellation) => Prepare(result.GetRequiredValue(Name), result.GetValue(Pools), cancellation));
        return new Command("models", "Base models: add, list, remove, verify, export, prepare.") { add, list, remove, verify, export, prepare };
    }

    private static async Task<int> AddAsync(ParseResult result, CancellationToken cancellation)
    {
        var source = result.GetRequiredValue(Source);
        if (!File.Exists(source) && !Directory.Exists(source)) throw new CannotRunException($"'{source}' does not exist.");
        if (result.GetValue(Tokenizer) is { Exists: false } missing) throw new CannotRunException($"The tokenizer folder '{missing}' does not exist.");
        var options = new ModelImportOptions
        {
            Tokenizer = result.GetValue(Tokenizer)?.FullName,
            Prediction = result.GetValue(Prediction) switch { "epsilon" => PredictionType.Epsilon, "v_prediction" => PredictionType.Velocity, _ => null },
        };
        var model = await Task.Run(() => Refusable(() => Bars.Run("checking and copying", 1, bar => ModelFolder.Store().Add(source, result.GetValue(NewName), options, cancellation))), CancellationToken.None);
        await CatalogAccess.RecordAsync("add model", $"Model {model.Name}", source, CancellationToken.None); // it is there: who stops now still leaves the line
        Tell(model.Name, model.Manifest!);
        return Work.Done;
    }

    private static int List()
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "model", "MiB", "sites", "layers", "blocks", "hash", "added" }) table.AddColumn(heading);
        foreach (var model in ModelFolder.Store().All)
            table.AddRow([model.Name, $"{model.Bytes >> 20}", .. model.Manifest is { } known
                ? new[] { $"{known.Sites}", $"{known.Layers}", $"{known.Blocks}", known.Hash[..12], FormattableString.Invariant($"{known.AddedAt:yyyy-MM-dd}, from {known.Source}") }
                : ["", "", "", "", "comes with ConceptHub"]]);
        AnsiConsole.Write(table);
        return Work.Done;
    }

    private static async Task<int> RemoveAsync(string name, CancellationToken cancellation)
    {
        if (ModelFolder.Store().All.Any(model => model.Name == name && !model.IsBuiltIn)) await CatalogAccess.RecordAsync("remove model", $"Model {name}", "", cancellation);
        Refusable(() =>
        {
            ModelFolder.Store().Remove(name);
            return true;
        });
        Console.WriteLine($"'{name}' is deleted.");
        return Work.Done;
    }

    private static int Verify(string name, CancellationToken cancellation)
    {
        var check = Refusable(() => ModelFolder.Store().Verify(name, cancellation));
        if (check.Found is { } found) Tell(name, found);
        foreach (var problem in check.Problems) Console.WriteLine($"  {problem}");
        Console.WriteLine(check.Problems.Count == 0 ? "Every tensor fits, and every file is as it was." : "The model is not as it was.");
        return check.Problems.Count == 0 ? Work.Done : Work.Failed;
    }

    private static int Export(ParseResult result, CancellationToken cancellation)
    {
        var (name, file) = (result.GetRequiredValue(Name), result.GetRequiredValue(Out));
        if (file.Exists) throw new CannotRunException($"'{file}' exists already.");
        var folder = ModelFolder.Store().Find(name) ?? throw new CannotRunException($"There is no model '{name}'.");
        Refusable(() =>
        {
            SingleFileExport.Write(folder, file.FullName, cancellation);
            return true;
        });
        file.Refresh();
        Console.WriteLine($"{file}  {file.Length >> 10} KiB");
        return Work.Done;
    }

    private static int Prepare(string name, int pools, CancellationToken cancellation)
    {
        var folder = ModelFolder.Store().Find(name) ?? throw new CannotRunException($"There is no model '{name}'.");
        using var model = Refusable(() => StableDiffusionModel.Load(folder));
        if (pools < 1 || pools > model.Codebook.Capacity / model.Codebook.Blocks) throw new CannotRunException($"--pools is 1 to {model.Codebook.Capacity / model.Codebook.Blocks}.");
        var path = Path.Combine(folder, TrainingPreparation.FileName);
        Bars.Run("pools of concept numbers", pools, bar =>
        {
            AtomicFile.Write(path, file => TrainingPreparation.Write(file, model, pools, new Inline<int>(done => bar.At(done)), cancellation));
            return true;
        });
        Console.WriteLine($"{path}  {new FileInfo(path).Length >> 10} KiB");
        return Work.Done;
    }

    // Here a bad model is what the command is about, not a reason why it could not begin.
    private static T Refusable<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidModelException refused)
        {
            throw new WorkFailedException(refused.Message);
        }
    }

    private static void Tell(string name, ModelManifest facts) =>
        Console.WriteLine($"{name}  {facts.Hash[..12]}  {facts.Sites} sites, {facts.Layers} layers, {facts.Blocks} blocks (plan {facts.PlanHash[..12]})");
}
