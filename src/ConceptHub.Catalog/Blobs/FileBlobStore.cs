using System.Buffers;
using System.Security.Cryptography;

namespace ConceptHub.Catalog;

/// <summary>
/// Keeps bytes under the SHA-256 of their content, in <c>data/state/blobs/ab/cdef…</c>. A blob appears whole or not at all:
/// it is written beside, flushed to the disk and then renamed. The same content is kept once.
/// </summary>
public sealed class FileBlobStore(string folder)
{
    private const int BufferBytes = 128 * 1024;

    private string Incoming => Path.Combine(folder, "incoming");

    /// <returns>The lower-case hex SHA-256.</returns>
    /// <exception cref="StorageFullException">The disk is full; nothing of the content stays.</exception>
    public async Task<string> PutAsync(Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Incoming);
        var temporary = Path.Combine(Incoming, Guid.NewGuid().ToString("N"));
        try
        {
            var hash = await WriteAsync(temporary, content, cancellation);
            var place = PathOf(hash);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (!File.Exists(place)) File.Move(temporary, place, overwrite: true);
            else File.SetLastWriteTimeUtc(place, DateTime.UtcNow); // in use again: the sweep leaves it alone
            return hash;
        }
        catch (IOException exception) when (StorageFullException.IsFull(exception))
        {
            throw new StorageFullException(exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task<string> PutAsync(byte[] content, CancellationToken cancellation) => PutAsync(new MemoryStream(content, writable: false), cancellation);

    /// <exception cref="FileNotFoundException">No such blob.</exception>
    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation) =>
        Task.FromResult<Stream>(new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous));

    public bool Contains(string sha256) => File.Exists(PathOf(sha256));

    public long LengthOf(string sha256) => new FileInfo(PathOf(sha256)).Length;

    /// <summary>Removes what a crash left half-written. Only at start-up, while nobody writes.</summary>
    public void RemoveHalfWritten()
    {
        if (Directory.Exists(Incoming)) Directory.Delete(Incoming, recursive: true);
    }

    /// <summary>Hashes of the blobs whose files are older than this.</summary>
    internal IReadOnlyList<string> StoredBefore(DateTimeOffset moment) => [.. FilesIn(folder).Where(file => file.LastWriteTimeUtc < moment.UtcDateTime).Select(HashOf)];

    /// <summary>The files of a store's folder that are whole blobs; none where there is no folder.</summary>
    internal static IEnumerable<FileInfo> FilesIn(string folder) => !Directory.Exists(folder)
        ? []
        : new DirectoryInfo(folder).EnumerateDirectories("??").SelectMany(part => part.EnumerateFiles()).Where(file => IsHash(HashOf(file)));

    private static string HashOf(FileInfo blob) => blob.Directory!.Name + blob.Name;

    internal void Remove(string sha256) => File.Delete(PathOf(sha256));

    internal static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private string PathOf(string sha256)
    {
        if (!IsHash(sha256)) throw new ArgumentException($"'{sha256}' is no SHA-256 in lower-case hex.", nameof(sha256));
        return Path.Combine(folder, sha256[..2], sha256[2..]);
    }

    private static async Task<string> WriteAsync(string path, Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
