using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Gives entries of the audit their hashes. One writer at a time, as SQLite has it, makes a chain without a fork.</summary>
internal static class AuditChain
{
    /// <summary>Links what is about to be saved, in its order; called by the context, so that no entry is forgotten.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction: somebody else could write between reading the last hash and saving.</exception>
    public static async Task LinkAsync(HubDbContext hub, CancellationToken cancellation)
    {
        var added = hub.ChangeTracker.Entries<AuditEntry>().Where(entry => entry.State == EntityState.Added)
            .OrderBy(entry => entry.Property(e => e.Id).CurrentValue).Select(entry => entry.Entity).ToList();
        if (added.Count == 0) return;
        if (hub.Database.CurrentTransaction is null) throw new InvalidOperationException("An entry of the audit is saved in the transaction of what it tells.");

        var last = await hub.Audit.AsNoTracking().OrderByDescending(entry => entry.Id).Select(entry => entry.Hash).FirstOrDefaultAsync(cancellation) ?? "";
        foreach (var entry in added) last = entry.Hash = entry.HashAfter(last);
    }

    /// <summary>Gives a hash to entries older than the chain; the database lets a missing hash be filled in once, and nothing else be changed.</summary>
    public static async Task FillAsync(HubDbContext hub, CancellationToken cancellation)
    {
        // The oldest tells for all: they are filled in together, and none comes without a hash since.
        if (await hub.Audit.OrderBy(entry => entry.Id).Select(entry => entry.Hash).FirstOrDefaultAsync(cancellation) != "") return;

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var last = "";
        foreach (var entry in await hub.Audit.OrderBy(entry => entry.Id).ToListAsync(cancellation))
            last = entry.Hash = entry.Hash.Length > 0 ? entry.Hash : entry.HashAfter(last);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
    }
}
