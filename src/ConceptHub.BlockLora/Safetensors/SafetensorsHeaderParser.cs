using System.Text.Json;
using System.Text.Unicode;

namespace ConceptHub.BlockLora;

internal sealed record ParsedHeader(IReadOnlyList<TensorEntry> Tensors, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Reads the JSON of a header token by token, because a document reader would let duplicate keys pass.</summary>
internal static class SafetensorsHeaderParser
{
    private const string MetadataKey = "__metadata__";

    public static ParsedHeader Parse(ReadOnlySpan<byte> json, int maximumTensors = int.MaxValue)
    {
        if (!Utf8.IsValid(json)) throw new InvalidSafetensorsException("The header is not valid UTF-8 text.");
        try
        {
            return ParseObject(json, maximumTensors);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException is the reader's answer to half a surrogate pair in an escape.
            throw new InvalidSafetensorsException("The header is not valid JSON.", fault);
        }
    }

    private static ParsedHeader ParseObject(ReadOnlySpan<byte> json, int maximumTensors)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        Expect(ref reader, JsonTokenType.StartObject, "The header is not a JSON object.");

        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<TensorEntry>();
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        while (NextName(ref reader) is { } name)
        {
            if (!names.Add(name)) throw new InvalidSafetensorsException($"The header names '{name}' twice.");
            if (name == MetadataKey) metadata = ParseMetadata(ref reader);
            else if (tensors.Count < maximumTensors) tensors.Add(ParseTensor(ref reader, name));
            else throw new InvalidSafetensorsException($"The header lists more than {maximumTensors} tensors.");
        }

        if (json[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
            throw new InvalidSafetensorsException("The header is padded with something other than spaces.");
        return new ParsedHeader(tensors, metadata);
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "The metadata are not a map from text to text.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextName(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, $"Metadata '{key}' is not a text.");
            if (!metadata.TryAdd(key, reader.GetString()!)) throw new InvalidSafetensorsException($"The metadata name '{key}' twice.");
        }

        return metadata;
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"Tensor '{name}' is not described by an object.");
        string? typeName = null;
        List<long>? shape = null, offsets = null;
        while (NextName(ref reader) is { } field)
        {
            var twice = field switch { "dtype" => typeName is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (twice) throw new InvalidSafetensorsException($"Tensor '{name}' has '{field}' twice.");
            switch (field)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, $"The type of tensor '{name}' is not a text.");
                    typeName = reader.GetString();
                    break;
                case "shape": shape = ParseNumbers(ref reader, name, field); break;
                case "data_offsets": offsets = ParseNumbers(ref reader, name, field); break;
                default: throw new InvalidSafetensorsException($"Tensor '{name}' has an unknown field '{field}'.");
            }
        }

        if (typeName is null || shape is null || offsets is null) throw new InvalidSafetensorsException($"Tensor '{name}' lacks dtype, shape or data_offsets.");
        if (!SafetensorsTypes.TryParse(typeName, out var type)) throw new InvalidSafetensorsException($"Tensor '{name}' has the unknown type '{typeName}'.");
        return CheckedEntry(name, type, shape, offsets);
    }

    private static TensorEntry CheckedEntry(string name, SafetensorsType type, List<long> shape, List<long> offsets)
    {
        if (offsets is not [var begin, var end] || end < begin) throw new InvalidSafetensorsException($"Tensor '{name}' has no valid data_offsets.");
        if (ByteSize(type, shape) is not { } bytes) throw new InvalidSafetensorsException($"Tensor '{name}' claims a shape too large to count.");

        var entry = new TensorEntry(name, type, shape, begin, end);
        if (bytes != end - begin)
            throw new InvalidSafetensorsException($"Tensor '{name}' {entry.ShapeText} of {type.FileName()} needs {bytes} bytes, but has {end - begin}.");
        return entry;
    }

    /// <summary>Bytes of a tensor, or null when the product leaves 63 bits at any step (even if a later axis is 0).</summary>
    internal static long? ByteSize(SafetensorsType type, IReadOnlyList<long> shape)
    {
        try
        {
            return checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * type.Bytes());
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"Tensor '{name}': {field} is not a list.");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new InvalidSafetensorsException($"Tensor '{name}': {field} holds something that is not a whole number of at least 0.");
            numbers.Add(number);
        }

        return numbers;
    }

    private static string? NextName(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("The object does not end.");
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string sentence)
    {
        if (!reader.Read()) throw new JsonException("The text ends too early.");
        if (reader.TokenType != token) throw new InvalidSafetensorsException(sentence);
    }
}
