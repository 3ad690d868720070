using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What stands before a migration: a database that this version would spoil is refused, any other is copied first.</summary>
public sealed class DatabaseGuard(IDbContextFactory<HubDbContext> hubs, HubHome home, TimeProvider clock)
{
    /// <summary>Copies that are kept; older ones go.</summary>
    public const int Kept = 5;

    private string Folder => Path.Combine(home.State, "backups");

    /// <exception cref="BackupException">The database is newer than this version, or a migration was cut off. Nothing was changed.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (!File.Exists(home.DatabaseFile)) return;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var applied = await SqliteFile.MigrationsAsync(home.DatabaseFile, cancellation);
        IReadOnlyList<string> known = [.. hub.Database.GetMigrations()];
        if (applied.Except(known).LastOrDefault() is { } newer)
            throw new BackupException($"{home.DatabaseFile} is of a newer version of ConceptHub (it knows {newer}). Start that version, or restore a backup of this one.");
        if (await SqliteFile.IsBeingMigratedAsync(home.DatabaseFile, cancellation) || !applied.SequenceEqual(known.Take(applied.Count)))
            throw new BackupException($"{home.DatabaseFile} is half-migrated: a migration was cut off, or another program is at it. If none is, put {Newest()} in its place and start again.");
        if (applied.Count > 0 && applied.Count < known.Count) await CopyAsync(hub, known[applied.Count], cancellation);
    }

    private string Newest() => Copies().LastOrDefault()?.FullName ?? "a backup";

    private async Task CopyAsync(HubDbContext hub, string before, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        var file = Path.Combine(Folder, FormattableString.Invariant($"hub-{clock.GetUtcNow():yyyyMMdd-HHmmss}-before-{before}.db"));
        await SqliteFile.CopyAsync(hub, file + ".unfinished", cancellation);
        File.Move(file + ".unfinished", file, overwrite: true);
        foreach (var old in Copies().SkipLast(Kept)) old.Delete();
    }

    private IEnumerable<FileInfo> Copies() => Directory.Exists(Folder) ? new DirectoryInfo(Folder).GetFiles("hub-*.db").OrderBy(file => file.Name, StringComparer.Ordinal) : [];
}
