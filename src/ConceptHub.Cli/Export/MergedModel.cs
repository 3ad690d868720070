using System.Text.Json;
using System.Text.Json.Nodes;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Cli.Export;

/// <summary>
/// A merged recipe as a model folder of its own, for any program that reads the diffusers layout: the UNet with the concepts in it,
/// and the trigger words as added tokens of tokenizer and text encoder.
/// </summary>
internal static class MergedModel
{
    private const string UNetFile = "diffusion_pytorch_model", TextFile = "model", TokenTable = "text_model.embeddings.token_embedding.weight";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the model as merged now into a new folder.</summary>
    /// <param name="receipt">What is merged, as JSON; goes to <c>merged.json</c>.</param>
    public static void Write(StableDiffusionModel model, IReadOnlyList<RecipePart> recipe, DirectoryInfo target, string receipt)
    {
        var (unet, text) = (Unsharded(Path.Combine(model.Folder, "unet"), UNetFile), Unsharded(Path.Combine(model.Folder, "text_encoder"), TextFile));
        CopyOthers(new DirectoryInfo(model.Folder), target, [unet, text]);
        ModuleWeights.Save(model.UNet, Path.Combine(target.FullName, "unet", UNetFile + ".safetensors"), TypeOf(unet));
        WriteTokens(text, target.FullName, recipe);
        File.WriteAllText(Path.Combine(target.FullName, "merged.json"), receipt);
    }

    /// <exception cref="WorkFailedException">The weights lie in shards.</exception>
    private static string Unsharded(string folder, string stem)
    {
        var file = WeightFiles.Find(folder, stem);
        return file.EndsWith(".json", StringComparison.Ordinal) ? throw new WorkFailedException($"The weights of {folder} lie in shards; 'concepthub models add' joins them.") : file;
    }

    private static void CopyOthers(DirectoryInfo from, DirectoryInfo to, string[] except)
    {
        to.Create();
        foreach (var file in from.EnumerateFiles().Where(f => !except.Contains(f.FullName))) file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.EnumerateDirectories()) CopyOthers(folder, new DirectoryInfo(Path.Combine(to.FullName, folder.Name)), except);
    }

    // Weights keep the precision of the base's file: its unmerged rows are then the same numbers.
    private static SafetensorsType TypeOf(string file)
    {
        using var stream = File.OpenRead(file);
        return SafetensorsFile.ReadHeader(stream).Tensors.Values.First().Type;
    }

    private static void WriteTokens(string textFile, string folder, IReadOnlyList<RecipePart> recipe)
    {
        SafetensorsFile file;
        using (var stream = File.OpenRead(textFile)) file = SafetensorsFile.Read(stream);
        var table = file.Tensors[TokenTable];
        var rows = recipe.SelectMany(p => p.Adapter.TokenEmbedding.Values).ToArray();
        var (vocabulary, width) = ((int)table.Shape[0], (int)table.Shape[1]);
        var added = rows.Length / width;
        var longer = SafetensorsTensor.FromFloats(TokenTable, table.Type, [vocabulary + added, width], [.. file.ReadFloats(TokenTable), .. rows]);
        var tensors = file.Tensors.Values.Select(t => t.Name == TokenTable ? longer : new SafetensorsTensor(t.Name, t.Type, t.Shape, file.Bytes(t.Name).ToArray())).ToList();
        using (var output = File.Create(Path.Combine(folder, "text_encoder", TextFile + ".safetensors"))) SafetensorsWriter.Write(output, tensors, file.Metadata);

        var configPath = Path.Combine(folder, "text_encoder", "config.json");
        var config = JsonNode.Parse(File.ReadAllText(configPath))!;
        config["vocab_size"] = vocabulary + added;
        File.WriteAllText(configPath, config.ToJsonString(Indented));
        File.WriteAllText(Path.Combine(folder, "tokenizer", "added_tokens.json"), JsonSerializer.Serialize(Ids(recipe, vocabulary), Indented));
    }

    /// <exception cref="WorkFailedException">A trigger word has several vectors, which an added token cannot have.</exception>
    private static Dictionary<string, int> Ids(IReadOnlyList<RecipePart> recipe, int next)
    {
        if (recipe.FirstOrDefault(p => p.Adapter.TokenEmbedding.Tokens != 1) is { } several)
            throw new WorkFailedException($"<{several.Adapter.TriggerWord}> has {several.Adapter.TokenEmbedding.Tokens} vectors; a model folder can hold one per word.");
        return recipe.Select((part, i) => (part, i)).ToDictionary(it => TriggerWords.InPrompt(it.part.Adapter.TriggerWord), it => next + it.i);
    }
}
