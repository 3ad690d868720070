using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Every privileged act, in the order in which they were done, each chained to the one before by its hash.</summary>
public sealed class Audit(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public const int PageSize = 100;

    private static readonly Expression<Func<AuditEntry, AuditLine>> Line = e => new AuditLine(e.Id, e.At, e.ActorId, e.ActorName, e.Action, e.Target, e.Reason, e.Hash);

    /// <summary>Lines that match, newest first.</summary>
    /// <returns>Null when the actor may not see them.</returns>
    public async Task<AuditPage?> FindAsync(Actor actor, AuditQuery query, CancellationToken cancellation)
    {
        if (!actor.May(HubPermission.SeeAudit)) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var lines = await Matching(hub, query).OrderByDescending(e => e.Id).Take(PageSize + 1)
            .Select(Line).ToListAsync(cancellation);
        return lines.Count > PageSize ? new AuditPage(lines[..PageSize], lines[PageSize - 1].Number) : new AuditPage(lines, null);
    }

    /// <summary>All lines that match, oldest first, read as they are asked for; none when the actor may not see them.</summary>
    public async IAsyncEnumerable<AuditLine> ReadAsync(Actor actor, AuditQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!actor.May(HubPermission.SeeAudit)) yield break;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var lines = Matching(hub, query).OrderBy(e => e.Id).Select(Line);
        await foreach (var line in lines.AsAsyncEnumerable().WithCancellation(cancellation)) yield return line;
    }

    /// <summary>Computes all hashes again. A line that was changed, put in or taken out of the middle breaks the chain; lines cut off at the end do not: compare the head with one that was kept.</summary>
    public async Task<AuditProof> VerifyAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var (count, last) = (0L, "");
        await foreach (var entry in hub.Audit.AsNoTracking().OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (entry.HashAfter(last) != entry.Hash) return new AuditProof.Broken(entry.Id);
            (count, last) = (count + 1, entry.Hash);
        }

        return new AuditProof.Whole(count, last);
    }

    /// <summary>Whether a hash that was kept is still the hash of a line.</summary>
    public async Task<bool> HoldsAsync(string hash, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Audit.AnyAsync(e => e.Hash == hash, cancellation);
    }

    /// <summary>Notes a privileged act that changes no row, such as one on a file.</summary>
    public async Task RecordAsync(Actor actor, string action, string target, string reason, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        hub.Audit.Add(AuditEntry.By(actor, clock.GetUtcNow(), action, target, reason));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
    }

    private static IQueryable<AuditEntry> Matching(HubDbContext hub, AuditQuery query)
    {
        var (actor, action, target, text) = (Pattern(query.Actor), Pattern(query.Action), Pattern(query.Target), Pattern(query.Text));
        return hub.Audit.AsNoTracking().Where(e => (query.Before == null || e.Id < query.Before)
            && EF.Functions.Like(e.ActorName, actor, "\\") && EF.Functions.Like(e.Action, action, "\\")
            && EF.Functions.Like(e.Target, target, "\\") && EF.Functions.Like(e.Reason, text, "\\"));
    }

    // Asked for as it stands: what LIKE would read as a wildcard is escaped.
    private static string Pattern(string part) => $"%{part.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
}
