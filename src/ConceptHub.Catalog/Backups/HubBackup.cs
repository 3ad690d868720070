using System.IO.Compression;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Copies what is worth keeping of a hub, also while it runs: blobs, then the database as it is at one moment, then the blobs that came
/// meanwhile. So every file that a copied row names is there: it was before that moment, and what is new is never swept within a day.
/// </summary>
public sealed class HubBackup(IDbContextFactory<HubDbContext> hubs, HubHome home, TimeProvider clock)
{
    private const string ArchiveExtension = ".zip";

    /// <param name="path">A new or empty folder, or the name of a new <c>.zip</c>. It appears whole or not at all.</param>
    /// <exception cref="BackupException">Something is there already, or there is no database.</exception>
    public async Task<BackupManifest> WriteAsync(string path, CancellationToken cancellation)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())) throw new BackupException($"{path} is there already. Name a new folder or file.");
        if (!File.Exists(home.DatabaseFile)) throw new BackupException($"There is no database at {home.DatabaseFile}.");

        var folder = $"{path}.unfinished-{Guid.NewGuid():N}";
        try
        {
            var manifest = await FillAsync(folder, cancellation);
            await FinishAsync(folder, path, cancellation);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<BackupManifest> FillAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var blobs = Path.Combine(folder, BackupManifest.BlobFolder);
        await CopyBlobsAsync(blobs, cancellation);
        var database = Path.Combine(folder, BackupManifest.Database);
        await using (var hub = await hubs.CreateDbContextAsync(cancellation)) await SqliteFile.CopyAsync(hub, database, cancellation);
        await CopyBlobsAsync(blobs, cancellation);
        if (Directory.Exists(home.Keys))
            foreach (var key in Directory.EnumerateFiles(home.Keys, "*.xml")) await CopyAsync(key, Path.Combine(folder, BackupManifest.KeyFolder, Path.GetFileName(key)), cancellation);

        var migration = (await SqliteFile.MigrationsAsync(database, cancellation)).LastOrDefault() ?? "";
        var manifest = await Task.Run(() => BackupManifest.Of(folder, clock.GetUtcNow(), migration), cancellation);
        manifest.Write(folder);
        return manifest;
    }

    private async Task CopyBlobsAsync(string to, CancellationToken cancellation)
    {
        foreach (var blob in FileBlobStore.FilesIn(home.Blobs))
        {
            var copy = Path.Combine(to, blob.Directory!.Name, blob.Name);
            if (!File.Exists(copy)) await CopyAsync(blob.FullName, copy, cancellation);
        }
    }

    // What was swept between being listed and being opened is named by no row.
    private static async Task CopyAsync(string from, string to, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        try
        {
            await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(target, cancellation);
        }
        catch (FileNotFoundException)
        {
            return;
        }
    }

    private static async Task FinishAsync(string folder, string path, CancellationToken cancellation)
    {
        if (Path.GetExtension(path) == ArchiveExtension)
        {
            await ZipFile.CreateFromDirectoryAsync(folder, path + ".unfinished", CompressionLevel.NoCompression, includeBaseDirectory: false, cancellation);
            File.Move(path + ".unfinished", path);
            return;
        }

        if (Directory.Exists(path)) Directory.Delete(path);
        Directory.Move(folder, path);
    }
}
