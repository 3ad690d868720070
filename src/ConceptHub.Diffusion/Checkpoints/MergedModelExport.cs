using System.Text.Json;
using System.Text.Json.Nodes;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// A merged recipe as a model folder of its own, for any program that reads the diffusers layout: the UNet with the concepts in it, and
/// the trigger words as added tokens of tokenizer and text encoder. Made from the base's files, one tensor at a time: the loaded model
/// is neither needed nor changed, and no weights are held in memory. The numbers are those of <see cref="RecipeMerge"/>, in the base's precision.
/// </summary>
public static class MergedModelExport
{
    private const string TokenTable = "text_model.embeddings.token_embedding.weight", TokensPath = "tokenizer/added_tokens.json", TextConfigPath = "text_encoder/config.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="folder">Of the base model.</param>
    /// <param name="except">Files of the base, as paths with forward slashes, that say nothing of the merged model.</param>
    /// <exception cref="ArgumentException">A trigger word has several vectors, which an added token cannot have, or a concept is of another base model.</exception>
    /// <exception cref="InvalidModelException">The folder's weights are not those of the plan.</exception>
    public static IReadOnlyList<ExportFile> Files(string folder, BlockPlan plan, IReadOnlyList<RecipePart> recipe, IReadOnlySet<string> except, CancellationToken cancellation)
    {
        Check(plan, recipe);
        var (unet, text) = (WeightFiles.Find(Path.Combine(folder, "unet"), "diffusion_pytorch_model"), WeightFiles.Find(Path.Combine(folder, "text_encoder"), "model"));
        var replaced = WeightFiles.FilesWith(unet).Concat(WeightFiles.FilesWith(text)).Select(file => PathIn(folder, file)).Concat([TokensPath, TextConfigPath]).Concat(except).ToHashSet(StringComparer.Ordinal);
        CheckLayers(unet, plan);
        var vocabulary = VocabularyOf(text);
        return
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => PathIn(folder, file)).Where(path => !replaced.Contains(path)).Order(StringComparer.Ordinal).Select(path => Copy(folder, path)),
            ExportFile.OfText(TokensPath, AddedTokens(folder, recipe, vocabulary)),
            ExportFile.OfText(TextConfigPath, TextConfig(folder, vocabulary + recipe.Count)),
            new ExportFile("text_encoder/model.safetensors", stream => WriteText(stream, text, recipe, cancellation)),
            new ExportFile("unet/diffusion_pytorch_model.safetensors", stream => WriteUNet(stream, unet, plan, new RecipeChange(recipe, plan), cancellation)),
        ];
    }

    private static void Check(BlockPlan plan, IReadOnlyList<RecipePart> recipe)
    {
        if (recipe.Count == 0) throw new ArgumentException("There is nothing to export: the recipe has no concepts.", nameof(recipe));
        if (recipe.FirstOrDefault(p => p.Adapter.PlanHash != plan.Hash) is { } foreign)
            throw new ArgumentException($"'{foreign.Adapter.TriggerWord}' was trained for another base model.", nameof(recipe));
        if (recipe.FirstOrDefault(p => p.Adapter.TokenEmbedding.Tokens != 1) is { } several)
            throw new ArgumentException($"<{several.Adapter.TriggerWord}> has {several.Adapter.TokenEmbedding.Tokens} vectors; a model folder can hold one per word.", nameof(recipe));
    }

    private static void CheckLayers(string unet, BlockPlan plan)
    {
        using var file = WeightFiles.Open(unet);
        if (plan.Layers.FirstOrDefault(layer => !file.Tensors.TryGetValue(WeightOf(layer), out var tensor) || !tensor.Shape.SequenceEqual([layer.Outputs, layer.Inputs])) is { } missing)
            throw new InvalidModelException($"{file.Label}: '{WeightOf(missing)}' is missing, or not [{missing.Outputs}, {missing.Inputs}].");
    }

    private static int VocabularyOf(string text)
    {
        using var file = WeightFiles.Open(text);
        return file.Tensors.TryGetValue(TokenTable, out var table) ? (int)table.Shape[0] : throw new InvalidModelException($"{file.Label}: '{TokenTable}' is missing.");
    }

    private static void WriteUNet(Stream stream, string weights, BlockPlan plan, RecipeChange change, CancellationToken cancellation)
    {
        using var file = WeightFiles.Open(weights);
        var layers = plan.Layers.Index().ToDictionary(it => WeightOf(it.Item), it => it.Index, StringComparer.Ordinal);
        SafetensorsWriter.Write(stream, [.. file.Tensors.Values.Select(tensor => layers.TryGetValue(tensor.Name, out var layer)
            ? new SafetensorsPart(tensor.Name, tensor.Type, tensor.Shape, target => WriteMerged(target, file, tensor, plan, layer, change, cancellation))
            : Whole(file, tensor, cancellation))], Metadata(file));
    }

    private static void WriteMerged(Stream stream, WeightFiles file, TensorEntry tensor, BlockPlan plan, int layer, RecipeChange change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        float[] values = [];   // [outputs, inputs]
        file.Read(tensor, bytes => values = FloatBytes.ToFloats(bytes, tensor.Type));
        foreach (var place in change.BlocksOf(layer))
        {
            var (first, up, down) = change.OfBlock(place, torch.CPU)!.Value;
            var rows = values.AsSpan((int)(first * down.shape[1]), (int)(up.shape[0] * down.shape[1]));
            torch.tensor(rows.ToArray(), [up.shape[0], down.shape[1]]).addmm_(up, down).ToValues<float>().CopyTo(rows);
        }

        stream.Write(FloatBytes.FromFloats(values, tensor.Type));
    }

    private static void WriteText(Stream stream, string weights, IReadOnlyList<RecipePart> recipe, CancellationToken cancellation)
    {
        using var file = WeightFiles.Open(weights);
        SafetensorsWriter.Write(stream, [.. file.Tensors.Values.Select(tensor => tensor.Name == TokenTable ? Longer(tensor) : Whole(file, tensor, cancellation))], Metadata(file));

        SafetensorsPart Longer(TensorEntry table) => new(table.Name, table.Type, [table.Shape[0] + recipe.Count, table.Shape[1]], target =>
        {
            file.Read(table, target.Write);
            foreach (var part in recipe) target.Write(FloatBytes.FromFloats(part.Adapter.TokenEmbedding.Values, table.Type));
        });
    }

    // A base that was exported before has added tokens already.
    private static string AddedTokens(string folder, IReadOnlyList<RecipePart> recipe, int vocabulary)
    {
        var known = Path.Combine(folder, TokensPath);
        var ids = File.Exists(known) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(known))! : [];
        foreach (var (place, part) in recipe.Index()) ids[TriggerWords.InPrompt(part.Adapter.TriggerWord)] = vocabulary + place;
        return JsonSerializer.Serialize(ids, Indented);
    }

    private static string TextConfig(string folder, int vocabulary)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, TextConfigPath)))!;
        config["vocab_size"] = vocabulary;
        return config.ToJsonString(Indented);
    }

    private static ExportFile Copy(string folder, string path) => new(path, stream =>
    {
        using var file = File.OpenRead(Path.Combine(folder, path));
        file.CopyTo(stream);
    });

    private static SafetensorsPart Whole(WeightFiles file, TensorEntry tensor, CancellationToken cancellation) => MovedTensor.Renamed(file, tensor, tensor.Name).ToPart(cancellation);

    private static IReadOnlyDictionary<string, string> Metadata(WeightFiles file) => file.Metadata.Count > 0 ? file.Metadata : new Dictionary<string, string> { ["format"] = "pt" };

    private static string WeightOf(AdaptedLayer layer) => layer.Name + ".weight";

    private static string PathIn(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
}
