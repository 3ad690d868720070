using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConceptHub.BlockLora;

/// <summary>One tensor to write: little-endian, row-major <paramref name="Data"/> of exactly the shape's size.</summary>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Stores floats as F32 (exact), F16 or BF16 (rounded to nearest even).</summary>
    public static SafetensorsTensor FromFloats(string name, SafetensorsType type, IReadOnlyList<long> shape, ReadOnlySpan<float> floats) =>
        new(name, type, shape, FloatBytes.FromFloats(floats, type));
}

/// <summary>One tensor to write whose data are made when their turn comes: for checkpoints larger than memory.</summary>
/// <param name="WriteTo">Writes exactly the shape's size, little-endian and row-major.</param>
public sealed record SafetensorsPart(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, Action<Stream> WriteTo);

/// <summary>Writes safetensors files as the reference writer does: largest type first, then by name; header padded with spaces to 8 bytes.</summary>
public static class SafetensorsWriter
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="metadata">Free text; nested values must be JSON strings. Written in order of the keys, so equal input gives equal bytes.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, or data and shape disagree; nothing was written then.</exception>
    public static void Write(Stream stream, IReadOnlyCollection<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach (var tensor in tensors)
            if (SafetensorsHeaderParser.ByteSize(tensor.Type, tensor.Shape) != tensor.Data.Length)
                throw new ArgumentException($"Tensor '{tensor.Name}' [{string.Join(", ", tensor.Shape)}] of {tensor.Type.FileName()} does not fit its {tensor.Data.Length} bytes.", nameof(tensors));

        Write(stream, [.. tensors.Select(t => new SafetensorsPart(t.Name, t.Type, t.Shape, file => file.Write(t.Data.Span)))], metadata);
    }

    /// <inheritdoc cref="Write(Stream, IReadOnlyCollection{SafetensorsTensor}, IReadOnlyDictionary{string, string})"/>
    public static void Write(Stream stream, IReadOnlyCollection<SafetensorsPart> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderByDescending(t => t.Type).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered) tensor.WriteTo(stream);
    }

    /// <summary>The tensors in the order in which their data go to the file.</summary>
    internal static IReadOnlyList<SafetensorsTensor> InFileOrder(IEnumerable<SafetensorsTensor> tensors) =>
        [.. tensors.OrderByDescending(t => t.Type).ThenBy(t => t.Name, StringComparer.Ordinal)];

    private static byte[] Header(IReadOnlyList<SafetensorsPart> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(writer, metadata);
            var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
            var begin = 0L;
            foreach (var tensor in ordered)
            {
                if (!names.Add(tensor.Name)) throw new ArgumentException($"The name '{tensor.Name}' is reserved or occurs twice.", nameof(ordered));
                begin = WriteEntry(writer, tensor, begin);
            }

            writer.WriteEndObject();
        }

        var padding = (8 - buffer.WrittenCount % 8) % 8;
        buffer.GetSpan(8)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(it => it.Key, StringComparer.Ordinal)) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter writer, SafetensorsPart tensor, long begin)
    {
        var end = begin + (SafetensorsHeaderParser.ByteSize(tensor.Type, tensor.Shape) ?? throw new ArgumentException($"Tensor '{tensor.Name}' is too large to count.", nameof(tensor)));
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", tensor.Type.FileName());
        writer.WriteStartArray("shape");
        foreach (var size in tensor.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }
}
