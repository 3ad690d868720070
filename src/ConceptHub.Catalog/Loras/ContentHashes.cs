using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>The hashes of what is in a version's file, by which the same is known when it is brought again in another file.</summary>
public sealed class ContentHashes(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs)
{
    /// <summary>Files that one round reads.</summary>
    public const int MostAtOnce = 500;

    /// <summary>Takes the hashes of versions from before there were any; those that are left wait for the next round.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> FillAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var without = await hub.ConceptVersions.Where(v => v.ContentHash == null || v.ValueHash == null).OrderBy(v => v.CreatedAt).ThenBy(v => v.Id).Take(MostAtOnce).Select(v => new { v.Id, v.AdapterBlob }).ToListAsync(cancellation);
        foreach (var version in without)
        {
            var (content, values) = (await OfAsync(blobs, version.AdapterBlob, cancellation), await ValuesAsync(blobs, version.AdapterBlob, cancellation));
            await hub.ConceptVersions.Where(v => v.Id == version.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.ContentHash, content).SetProperty(v => v.ValueHash, values), cancellation);
        }

        return without.Count;
    }

    /// <summary>Of a safetensors file that was read before.</summary>
    internal static Task<string> OfAsync(Stream file, CancellationToken cancellation)
    {
        file.Position = 0;
        return Task.Run(() => ContentHash.Of(file), cancellation);
    }

    /// <returns>Empty when the blob is lost or no safetensors file, which no brought file is equal to.</returns>
    internal static Task<string> OfAsync(FileBlobStore blobs, string blob, CancellationToken cancellation) => ReadAsync(blobs, blob, OfAsync, cancellation);

    /// <summary>The <see cref="ValueHash"/> of a safetensors file.</summary>
    /// <exception cref="InvalidSafetensorsException">It is none.</exception>
    internal static Task<string> ValuesAsync(Stream file, CancellationToken cancellation)
    {
        file.Position = 0;
        return Task.Run(() => ValueHash.Of(file), cancellation);
    }

    /// <returns>Empty when the blob is lost or no safetensors file.</returns>
    internal static Task<string> ValuesAsync(FileBlobStore blobs, string blob, CancellationToken cancellation) => ReadAsync(blobs, blob, ValuesAsync, cancellation);

    private static async Task<string> ReadAsync(FileBlobStore blobs, string blob, Func<Stream, CancellationToken, Task<string>> read, CancellationToken cancellation)
    {
        if (!FileBlobStore.IsHash(blob) || !blobs.Contains(blob)) return "";
        await using var file = await blobs.OpenReadAsync(blob, cancellation);
        try
        {
            return await read(file, cancellation);
        }
        catch (InvalidSafetensorsException)
        {
            return "";
        }
    }
}
