using System.CommandLine;
using System.Security.Cryptography;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Export;

/// <summary><c>concepthub export</c>: a concept, or a whole recipe, for tools that know nothing of blocks.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Adapters = new("adapters") { Description = $"Adapters of the recipe, each {AdapterChoice.Form} with a strength from 0 to 2.", HelpName = AdapterChoice.Form, Arity = ArgumentArity.OneOrMore };
    private static readonly Option<ExportFormat> Format = new("--format") { Description = "kohya: one LoRA file for A1111, Forge, ComfyUI, SwarmUI, InvokeAI. diffusers, peft: a folder for load_lora_weights or PeftModel. model: the whole merged model as a diffusers folder whose prompts know the trigger words.", DefaultValueFactory = _ => ExportFormat.Kohya };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "A new folder for the weights, the trigger words' embeddings, and the receipt.", Required = true, HelpName = "FOLDER" };
    private static readonly Option<string> Precision = new Option<string>("--precision") { Description = "fp32 loses nothing; fp16 and bf16 halve the file. A merged model keeps the base's precision.", DefaultValueFactory = _ => "fp16" }.AcceptOnlyFromAmong("fp32", "fp16", "bf16");
    private static readonly Option<string?> Title = new("--title") { Description = "Name of the export. [default: the trigger words]", HelpName = "TEXT" };
    private static readonly Option<DirectoryInfo?> Model = ModelFolder.Option();

    public static Command Create()
    {
        var command = new Command("export", "Write concepts as an ordinary LoRA, or as a whole merged model, for other tools.") { Adapters, Format, Out, Precision, Title, Model };
        command.Does(Run);
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var target = result.GetRequiredValue(Out);
        if (target.Exists && target.EnumerateFileSystemInfos().Any()) throw new CannotRunException($"'{target}' is not empty; name a new folder.");
        using var model = ModelFolder.Open(result.GetValue(Model));
        var named = result.GetRequiredValue(Adapters);
        var parts = AdapterFiles.ReadRecipe(model, named);
        var recipe = Recipe(model, [.. parts.Zip(named, (part, name) => Concept(part, AdapterChoice.Parse(name).File))], result);

        // A folder beside the target takes its name at the end, so that none is left half-written.
        var beside = new DirectoryInfo(target.FullName.TrimEnd(Path.DirectorySeparatorChar) + ".new");
        if (beside.Exists) beside.Delete(recursive: true);
        ExportFile.WriteAll(recipe.Files(cancellation), recipe.Receipt(), path => Create(Path.Combine(beside.FullName, path)));
        if (target.Exists) target.Delete();
        beside.MoveTo(target.FullName);

        foreach (var file in target.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
            Console.WriteLine($"{Path.GetRelativePath(Environment.CurrentDirectory, file.FullName)}  {(file.Length + 1023) / 1024} KiB");
        if (recipe.LoraPath is { } weights) TellDifference(model, recipe.Parts, Path.Combine(target.FullName, weights));
        return Work.Done;
    }

    private static ExportedRecipe Recipe(StableDiffusionModel model, IReadOnlyList<ExportedConcept> concepts, ParseResult result)
    {
        var title = result.GetValue(Title) ?? string.Join(" + ", concepts.Select(concept => concept.Name));
        return new ExportedRecipe
        {
            Format = result.GetValue(Format),
            Plan = model.Plan,
            Codebook = model.Codebook,
            Source = ModelSource.Of(model),
            Concepts = concepts,
            Title = title,
            FileName = ConceptWords.Slug(result.GetValue(Title) ?? string.Join(' ', concepts.Select(concept => concept.Adapter.TriggerWord))),
            Storage = Storage(result.GetRequiredValue(Precision)),
            Date = DateTimeOffset.UtcNow,
        };
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }

    /// <summary>Reads the LoRA back as any tool would, and says how far its pictures' predictions are from the merge's.</summary>
    private static void TellDifference(StableDiffusionModel model, IReadOnlyList<RecipePart> recipe, string weights)
    {
        var found = MergeComparison.Of(model, recipe, [LoraChoices.Read(model, weights, 0)]);
        Console.WriteLine(FormattableString.Invariant($"read back: the UNet's output differs from the merge's by at most {found.LargestDifference:0.0e+0}; the recipe changes it by {found.Effect:0.0e+0} of {found.Scale:0.0e+0} (root mean squares)"));
    }

    // The file's own words on title, creator and licence go into the receipt.
    private static ExportedConcept Concept(RecipePart part, string path)
    {
        using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        file.Position = 0;
        var texts = SafetensorsFile.ReadHeader(file).Metadata;
        return new ExportedConcept(part.Adapter, part.Strength, texts.GetValueOrDefault("modelspec.title", part.Adapter.TriggerWord), hash,
            Licence: texts.GetValueOrDefault("modelspec.license"), Author: texts.GetValueOrDefault("modelspec.author"))
        { Id = part.Id };
    }

    private static SafetensorsType Storage(string precision) => precision switch
    {
        "fp32" => SafetensorsType.F32,
        "bf16" => SafetensorsType.BF16,
        _ => SafetensorsType.F16,
    };
}
