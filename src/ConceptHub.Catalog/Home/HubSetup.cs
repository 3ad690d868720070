using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Makes the database ready, and mends what a stopped server left behind.</summary>
public sealed class HubSetup(IDbContextFactory<HubDbContext> hubs, HubHome home, DatabaseGuard guard, FileBlobStore blobs, TrainingCheckpoints checkpoints, JobEndings endings)
{
    /// <summary>Creates <c>data/state</c>, brings the database to this version, which is copied first, and adds the roles. Harmless at any time.</summary>
    /// <exception cref="BackupException">The database is newer than this version, or half-migrated.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(home.State);
        await guard.PrepareAsync(cancellation);
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Database.MigrateAsync(cancellation);
        await AuditChain.FillAsync(hub, cancellation);

        var known = await hub.Roles.Select(role => role.Name).ToListAsync(cancellation);
        foreach (var name in HubRoles.All.Where(name => !known.Contains(name)))
            hub.Roles.Add(new IdentityRole<Guid>(name) { Id = Guid.CreateVersion7(), NormalizedName = name.ToUpperInvariant(), ConcurrencyStamp = Guid.NewGuid().ToString() });
        await hub.SaveChangesAsync(cancellation);
        await hub.OptimizeAsync(cancellation);
    }

    /// <summary>Once in a while: tables that have grown since are looked at again.</summary>
    public async Task OptimizeAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.OptimizeAsync(cancellation);
    }

    /// <summary>Only when a server starts, before its workers do: unfinished jobs wait again, half-written files go.</summary>
    /// <returns>How many jobs wait again.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellation)
    {
        blobs.RemoveHalfWritten();
        var requeued = await endings.RequeueUnfinishedAsync(cancellation);
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        checkpoints.Keep(await hub.Jobs.Where(j => j.State == JobState.Queued).Select(j => j.Id).ToListAsync(cancellation));
        return requeued;
    }
}
