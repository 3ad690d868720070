using System.Buffers.Binary;

namespace ConceptHub.BlockLora;

/// <summary>
/// The checked header of a safetensors file (format: huggingface/safetensors, README.md and safetensors/src/tensor.rs).
/// Every rule of the reference reader holds once an instance exists, so offsets can be trusted.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>Longest header accepted, in bytes; the reference reader's limit.</summary>
    public const long MaximumLength = 100_000_000;

    private const int LengthBytes = 8;

    private SafetensorsHeader(IReadOnlyDictionary<string, TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata, long dataStart, long dataLength)
    {
        Tensors = tensors;
        Metadata = metadata;
        DataStart = dataStart;
        DataLength = dataLength;
    }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The free text of <c>__metadata__</c>; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Position in the file of the first byte of tensor data.</summary>
    public long DataStart { get; }

    /// <summary>Bytes of tensor data; the file ends right after them.</summary>
    public long DataLength { get; }

    /// <summary>Reads and checks the header and leaves the stream at the first byte of data.</summary>
    /// <param name="stream">At the start of the file. When it can seek, the file's length is checked against the header too.</param>
    /// <param name="maximumLength">Longest header to accept; lower it where files come from strangers and should be small.</param>
    /// <param name="maximumTensors">Most tensors to accept; reading stops at the first beyond.</param>
    /// <exception cref="InvalidSafetensorsException">The file breaks a rule, or is of another format.</exception>
    internal static SafetensorsHeader Read(Stream stream, long maximumLength = MaximumLength, int maximumTensors = int.MaxValue)
    {
        var start = new byte[LengthBytes + 1];
        var got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (got < LengthBytes) throw new InvalidSafetensorsException($"The file has only {got} bytes; a safetensors file has at least 10.");

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        RefuseOtherFormats(start.AsSpan(0, got), length);
        if (length > (ulong)maximumLength) throw new InvalidSafetensorsException($"The header claims {length} bytes; at most {maximumLength} are allowed.");

        long? fileLength = stream.CanSeek ? stream.Length - (stream.Position - got) : null;
        if (fileLength is { } whole && (long)length > whole - LengthBytes) throw Cut((long)length, whole - LengthBytes);
        if (got == LengthBytes || length == 0) throw new InvalidSafetensorsException("The file has no header.");

        var json = ReadJson(stream, start[LengthBytes], (int)length);
        return Checked(SafetensorsHeaderParser.Parse(json, maximumTensors), LengthBytes + (long)length, fileLength);
    }

    // A declared length is not yet a fact, so memory grows only as bytes arrive.
    private static byte[] ReadJson(Stream stream, byte first, int length)
    {
        const int Step = 1 << 20;
        var json = new byte[Math.Min(length, Step)];
        json[0] = first;
        var filled = 1;
        while (filled < length)
        {
            if (filled == json.Length) Array.Resize(ref json, (int)Math.Min(length, json.Length * 2L));
            var got = stream.Read(json, filled, json.Length - filled);
            if (got == 0) throw Cut(length, filled);
            filled += got;
        }

        return json;
    }

    private static SafetensorsHeader Checked(ParsedHeader parsed, long dataStart, long? fileLength)
    {
        var end = 0L;
        foreach (var tensor in parsed.Tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            if (tensor.Begin != end) throw new InvalidSafetensorsException($"Tensor '{tensor.Name}' starts at byte {tensor.Begin} of the data, but the one before it ends at {end}: gaps and overlaps are not allowed.");
            end = tensor.End;
        }

        if (fileLength is { } whole && whole - dataStart != end)
            throw new InvalidSafetensorsException($"The header describes {end} bytes of tensors, but {whole - dataStart} follow it: the file is cut off or has something appended.");

        return new SafetensorsHeader(parsed.Tensors.ToDictionary(t => t.Name), parsed.Metadata, dataStart, end);
    }

    // A safetensors file may begin with any byte (its length), so other formats are named only once the header cannot be one.
    private static void RefuseOtherFormats(ReadOnlySpan<byte> start, ulong length)
    {
        if (length is > 0 and <= MaximumLength && (start.Length <= LengthBytes || start[LengthBytes] == (byte)'{')) return;

        if (start.StartsWith("PK"u8)) throw new InvalidSafetensorsException("This is a zip archive (perhaps a PyTorch .pt or .ckpt file), which can hold programs. Only safetensors files are accepted.");
        if (start[0] == 0x80 && start[1] is >= 1 and <= 5) throw new InvalidSafetensorsException("This is a Python pickle (an old PyTorch file), which can run programs when opened. Only safetensors files are accepted.");
        if (length is > 0 and <= MaximumLength) throw new InvalidSafetensorsException("The header does not start with '{': this is no safetensors file.");
    }

    private static InvalidSafetensorsException Cut(long declared, long present) =>
        new($"The header claims {declared} bytes, but only {present} follow: the file is cut off or no safetensors file.");
}
