using System.IO.MemoryMappedFiles;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Weights;

/// <summary>Does something with the bytes of one tensor, little-endian and row-major; they are gone when it returns.</summary>
public delegate void TensorBytes(ReadOnlySpan<byte> bytes);

/// <summary>
/// A safetensors file on disk, read tensor by tensor: only the tensor in hand is mapped into memory, so that reading a checkpoint
/// takes no second copy of it, neither of ours nor of the page cache on our account.
/// </summary>
public sealed class MappedTensors : IDisposable
{
    /// <summary>Longest header accepted, in bytes. Stable Diffusion's largest single files have a fifth of a megabyte; a header of the format's own limit would take a gigabyte to read.</summary>
    public const long LongestHeader = 16 << 20;

    /// <summary>Most tensors accepted; a Stable Diffusion 2 checkpoint with all its averages has two thousand.</summary>
    public const int MostTensors = 20_000;

    private readonly MemoryMappedFile? _file;   // null: nothing but a header
    private readonly SafetensorsHeader _header;

    private MappedTensors(SafetensorsHeader header, MemoryMappedFile? file) => (_header, _file) = (header, file);

    public IReadOnlyDictionary<string, TensorEntry> Tensors => _header.Tensors;

    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Checks the header by every rule of the format; pickles, zip archives and other files are refused by content.</summary>
    /// <exception cref="InvalidModelException">The file is missing, unreadable or breaks a rule; names it and says what.</exception>
    public static MappedTensors Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = File.OpenRead(path);
            var header = SafetensorsFile.ReadHeader(stream, LongestHeader, MostTensors);
            var file = header.DataLength == 0 ? null : MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            if (file is null) stream.Dispose();
            return new MappedTensors(header, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidSafetensorsException)
        {
            stream?.Dispose();
            throw new InvalidModelException($"{Label(path)} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A file's name with its folder's, as messages call it.</summary>
    public static string Label(string path) => $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))}/{Path.GetFileName(path)}";

    /// <summary>Hands out the bytes <c>[from, from + count)</c> of a tensor; count is at most 2 GiB.</summary>
    public unsafe void Read(TensorEntry tensor, long from, long count, TensorBytes use)
    {
        if (count == 0 || _file is null)
        {
            use([]);
            return;
        }

        using var view = _file.CreateViewAccessor(_header.DataStart + tensor.Begin + from, count, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            use(new ReadOnlySpan<byte>(start + view.PointerOffset, checked((int)count)));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Hands out all bytes of a tensor.</summary>
    public void Read(TensorEntry tensor, TensorBytes use) => Read(tensor, 0, tensor.ByteCount, use);

    public void Dispose() => _file?.Dispose();
}
