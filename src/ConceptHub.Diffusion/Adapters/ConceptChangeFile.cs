using System.Globalization;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// A <see cref="ConceptChange"/> as a safetensors file: <c>token</c> [hidden], <c>{layer}.A</c> [rank, inputs], <c>{layer}.B</c>
/// [rows, rank], perhaps <c>context</c> [sites, words, width], and the rows of each layer as text. For evaluations' own files; what members upload is a <see cref="ConceptAdapterFile"/>.
/// </summary>
public static class ConceptChangeFile
{
    private const string Token = "token", Context = "context", Trigger = "trigger_word", Class = "class_word", Base = "base_hash", RowsOf = "rows.";

    /// <param name="baseHash">The base model it belongs to.</param>
    public static void Write(Stream stream, ConceptChange change, string baseHash, SafetensorsType storage = SafetensorsType.F32)
    {
        List<SafetensorsTensor> tensors = [SafetensorsTensor.FromFloats(Token, storage, [change.Token.Length], change.Token)];
        var texts = new Dictionary<string, string> { [Trigger] = change.TriggerWord, [Class] = change.ClassWord, [Base] = baseHash };
        foreach (var layer in change.Layers.Values)
        {
            tensors.Add(SafetensorsTensor.FromFloats($"{layer.Layer}.A", storage, [layer.Rank, layer.A.Length / layer.Rank], layer.A));
            tensors.Add(SafetensorsTensor.FromFloats($"{layer.Layer}.B", storage, [layer.Rows.Count, layer.Rank], layer.B));
            texts[RowsOf + layer.Layer] = string.Join(',', layer.Rows.Select(r => r.ToString(CultureInfo.InvariantCulture)));
        }

        if (change.ContextWords is { } context) tensors.Add(SafetensorsTensor.FromFloats(Context, storage, [context.Sites, context.Words, context.Width], context.Values));
        SafetensorsWriter.Write(stream, tensors, texts);
    }

    /// <summary>Reads a file; null when it belongs to another base model.</summary>
    /// <exception cref="InvalidSafetensorsException">It is broken.</exception>
    public static ConceptChange? Read(Stream stream, string baseHash)
    {
        var file = SafetensorsFile.Read(stream);
        if (file.Metadata.GetValueOrDefault(Base) != baseHash) return null;
        var layers = file.Metadata.Where(it => it.Key.StartsWith(RowsOf, StringComparison.Ordinal)).Select(it =>
        {
            var name = it.Key[RowsOf.Length..];
            var rows = it.Value.Split(',').Select(r => int.Parse(r, CultureInfo.InvariantCulture)).ToList();
            return new LayerChange(name, (int)file.Tensors[$"{name}.A"].Shape[0], file.ReadFloats($"{name}.A"), file.ReadFloats($"{name}.B"), rows);
        });
        return new ConceptChange(file.Metadata[Trigger], file.Metadata[Class], file.ReadFloats(Token), layers.ToDictionary(l => l.Layer)) { ContextWords = ReadContext(file) };
    }

    private static ContextWords? ReadContext(SafetensorsFile file) =>
        file.Tensors.TryGetValue(Context, out var entry) ? new ContextWords((int)entry.Shape[0], (int)entry.Shape[1], (int)entry.Shape[2], file.ReadFloats(Context)) : null;
}
