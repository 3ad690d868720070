using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Puts a backup into a home. Nothing is ever deleted: what was there is moved aside when the operator says so. The site must not run.</summary>
public sealed class HubRestore(IDbContextFactory<HubDbContext> hubs, HubHome home, TimeProvider clock)
{
    private static readonly string[] Parts = ["hub.db", "hub.db-wal", "hub.db-shm", "blobs", "keys", "checkpoints"];

    /// <param name="path">What <see cref="HubBackup"/> wrote.</param>
    /// <param name="replaces">Whether a home that has data already is given this instead; its own goes to <c>data/state/replaced-…</c>.</param>
    /// <exception cref="BackupException">The backup is not whole or of a newer version, or the home has data; nothing was changed.</exception>
    public async Task<BackupManifest> RestoreAsync(string path, bool replaces, CancellationToken cancellation)
    {
        if (!replaces && HasData()) throw new BackupException($"{home.State} holds a hub already. Name an empty home (CONCEPTHUB_HOME), or say --replace: what is there is moved aside then.");
        if (!File.Exists(path)) return await PutAsync(Path.GetFullPath(path), replaces, cancellation);

        Directory.CreateDirectory(home.State);
        var unpacked = Path.Combine(home.State, $"unpacked-{Guid.NewGuid():N}");
        try
        {
            await ZipFile.ExtractToDirectoryAsync(path, unpacked, cancellation);
            return await PutAsync(unpacked, replaces, cancellation);
        }
        catch (InvalidDataException fault)
        {
            throw new BackupException($"{path} is no whole archive: {fault.Message}");
        }
        finally
        {
            if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
        }
    }

    private async Task<BackupManifest> PutAsync(string folder, bool replaces, CancellationToken cancellation)
    {
        var manifest = BackupManifest.Read(folder);
        if (await manifest.ProblemsAsync(folder, cancellation) is [_, ..] problems) throw new BackupException($"The backup is not whole, so nothing was restored. {string.Join(' ', problems.Take(5))}");
        await RefuseNewerAsync(Path.Combine(folder, BackupManifest.Database), cancellation);

        // First beside, so that a disk that is full leaves the home as it was.
        Directory.CreateDirectory(home.State);
        var incoming = Path.Combine(home.State, $"incoming-{Guid.NewGuid():N}");
        try
        {
            foreach (var file in manifest.Files) Copy(Path.Combine(folder, file.Path), Path.Combine(incoming, file.Path));
            if (await manifest.ProblemsAsync(incoming, cancellation) is [_, ..] spoilt) throw new BackupException($"Copying failed, so nothing was restored. {string.Join(' ', spoilt.Take(5))}");
            SqliteConnection.ClearAllPools(); // they hold the file that is moved
            if (replaces) MoveAside();
            foreach (var part in Parts) Move(Path.Combine(incoming, part), Path.Combine(home.State, part));
        }
        finally
        {
            if (Directory.Exists(incoming)) Directory.Delete(incoming, recursive: true);
        }

        return manifest;
    }

    private async Task RefuseNewerAsync(string database, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var unknown = (await SqliteFile.MigrationsAsync(database, cancellation)).Except(hub.Database.GetMigrations()).ToList();
        if (unknown.Count > 0) throw new BackupException($"The backup is of a newer version of ConceptHub (it knows {unknown[^1]}). Restore it with that version.");
    }

    private bool HasData() => Parts.Select(part => Path.Combine(home.State, part)).Any(part => File.Exists(part) || (Directory.Exists(part) && Directory.EnumerateFileSystemEntries(part).Any()));

    private void MoveAside()
    {
        var aside = Path.Combine(home.State, FormattableString.Invariant($"replaced-{clock.GetUtcNow():yyyyMMdd-HHmmss}"));
        Directory.CreateDirectory(aside);
        foreach (var part in Parts) Move(Path.Combine(home.State, part), Path.Combine(aside, part));
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from)) File.Move(from, to);
        if (!Directory.Exists(from)) return;
        if (Directory.Exists(to)) Directory.Delete(to); // empty: it was asked before
        Directory.Move(from, to);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
