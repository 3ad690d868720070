namespace ConceptHub.BlockLora;

/// <summary>
/// A safetensors file held in memory (at most 2 GiB of data). For larger checkpoints read the header alone
/// and map the data from <see cref="SafetensorsHeader.DataStart"/>.
/// </summary>
public sealed class SafetensorsFile
{
    private readonly byte[] _data;

    private SafetensorsFile(SafetensorsHeader header, byte[] data)
    {
        Header = header;
        _data = data;
    }

    public SafetensorsHeader Header { get; }

    /// <inheritdoc cref="SafetensorsHeader.Tensors"/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => Header.Tensors;

    /// <inheritdoc cref="SafetensorsHeader.Metadata"/>
    public IReadOnlyDictionary<string, string> Metadata => Header.Metadata;

    /// <summary>All tensor data, in the order of the file; what <c>modelspec.hash_sha256</c> is taken over.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <inheritdoc cref="SafetensorsHeader.Read"/>
    public static SafetensorsHeader ReadHeader(Stream stream, long maximumLength = SafetensorsHeader.MaximumLength, int maximumTensors = int.MaxValue) =>
        SafetensorsHeader.Read(stream, maximumLength, maximumTensors);

    /// <summary>Reads and checks a whole file. The stream need not seek; it is read to its end.</summary>
    /// <param name="maximumDataBytes">Files with more tensor data are refused before memory is taken for them.</param>
    /// <exception cref="InvalidSafetensorsException">The file breaks a rule, is of another format, or too large.</exception>
    public static SafetensorsFile Read(Stream stream, long maximumDataBytes = int.MaxValue)
        => ReadRest(stream, SafetensorsHeader.Read(stream), maximumDataBytes);

    /// <summary>Continues after <see cref="ReadHeader"/>, once the caller has looked at the header and wants the data.</summary>
    internal static SafetensorsFile ReadRest(Stream stream, SafetensorsHeader header, long maximumDataBytes)
    {
        var limit = Math.Min(maximumDataBytes, Array.MaxLength);
        if (header.DataLength > limit) throw new InvalidSafetensorsException($"The file holds {header.DataLength} bytes of tensors; at most {limit} are accepted here.");

        var data = ReadData(stream, (int)header.DataLength);
        if (stream.ReadByte() >= 0) throw new InvalidSafetensorsException("Something is appended after the last tensor.");
        return new SafetensorsFile(header, data);
    }

    /// <summary>The bytes of one tensor, little-endian.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var tensor = Tensors[name];
        return _data.AsSpan((int)tensor.Begin, (int)tensor.ByteCount);
    }

    /// <summary>One tensor as float32, row-major; F16 and BF16 are widened exactly.</summary>
    /// <exception cref="InvalidSafetensorsException">The tensor is of another type than F32, F16 or BF16.</exception>
    public float[] ReadFloats(string name)
    {
        var type = Tensors[name].Type;
        if (!FloatBytes.CanRead(type)) throw new InvalidSafetensorsException($"Tensor '{name}' is {type.FileName()}; expected F32, F16 or BF16.");
        return FloatBytes.ToFloats(Bytes(name), type);
    }

    private static byte[] ReadData(Stream stream, int length)
    {
        const int Step = 16 << 20;
        var data = new byte[stream.CanSeek ? length : Math.Min(length, Step)];
        var filled = 0;
        while (filled < length)
        {
            if (filled == data.Length) Array.Resize(ref data, (int)Math.Min(length, data.Length * 2L));
            var got = stream.Read(data, filled, data.Length - filled);
            if (got == 0) throw new InvalidSafetensorsException($"The tensors should take {length} bytes, but only {filled} follow: the file is cut off.");
            filled += got;
        }

        return data;
    }
}
