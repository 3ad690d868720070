using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Reported items in an order that stays as it is while one works on them, and who works on which.</summary>
public sealed class ModerationQueue(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>Items shown at once; the others come when these are decided.</summary>
    public const int Most = 100;

    /// <summary>What the audit calls it.</summary>
    internal const string ClaimAct = "claim", ReleaseAct = "release";

    /// <summary>How long an item stays claimed.</summary>
    public static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(15);

    /// <summary>Items with an open report, and those decided since the list was opened, which keep their places; the item that was reported first comes first.</summary>
    /// <returns>Null when the actor may not see reports.</returns>
    public async Task<Queue?> ListAsync(Actor actor, QueueFilter filter, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var since = filter.Since ?? now;
        var reports = await hub.Reports.AsNoTracking().Include(r => r.Reporter).Where(r => r.State == ReportState.Open || r.ClosedAt > since)
            .OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).ToListAsync(cancellation);
        var claims = await hub.ModerationClaims.AsNoTracking().Include(c => c.Member).Where(c => c.Until > now).ToDictionaryAsync(c => c.TargetId, cancellation);
        var shown = reports.GroupBy(r => r.TargetId).Where(item => Passes(filter, [.. item], claims.GetValueOrDefault(item.Key), actor, since)).ToList();
        var described = (await ModerationItems.DescribeFullyAsync(hub, [.. shown.Select(item => item.Key)], cancellation)).ToDictionary(item => item.Target.Id);
        var items = shown.Where(item => described.ContainsKey(item.Key)).Select(item => Item(described[item.Key], [.. item], claims.GetValueOrDefault(item.Key)))
            .Where(item => filter.Owner.Length == 0 || string.Equals(item.OwnerName, filter.Owner, StringComparison.OrdinalIgnoreCase)).ToList();
        return new Queue([.. WithLike(items).Take(Most)], items.Count(item => !item.IsDecided), since);
    }

    /// <summary>How many items wait.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return 0;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Reports.Where(r => r.State == ReportState.Open).Select(r => r.TargetId).Distinct().CountAsync(cancellation);
    }

    /// <summary>The actor works on the item from now on; who has it already, has it for another quarter of an hour.</summary>
    public async Task<ActionResult> ClaimAsync(Actor actor, ModerationTarget target, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new ActionResult.NotAllowed();

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        if (!await hub.Reports.AnyAsync(r => r.TargetId == target.Id && r.TargetKind == target.Kind, cancellation)) return new ActionResult.NotFound();
        if (await ProblemAsync(hub, actor, target, now, cancellation) is { } problem) return new ActionResult.Refused(problem);

        var claim = await hub.ModerationClaims.FirstOrDefaultAsync(c => c.TargetId == target.Id, cancellation);
        if (claim is null) hub.ModerationClaims.Add(new ModerationClaim { TargetId = target.Id, TargetKind = target.Kind, MemberId = actor.Id, At = now, Until = now + ClaimLife });
        var hasIt = claim is not null && claim.MemberId == actor.Id && claim.Until > now;
        if (claim is not null) (claim.MemberId, claim.At, claim.Until) = (actor.Id, hasIt ? claim.At : now, now + ClaimLife);
        if (!hasIt) hub.Audit.Add(AuditEntry.By(actor, now, ClaimAct, $"{target.Kind} {target.Id}", "")); // going on with it is no new act
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Others may take the item at once. Harmless when the actor has not claimed it.</summary>
    public async Task<ActionResult> ReleaseAsync(Actor actor, ModerationTarget target, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new ActionResult.NotAllowed();
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        if (await hub.ModerationClaims.FirstOrDefaultAsync(c => c.TargetId == target.Id && c.MemberId == actor.Id, cancellation) is not { } claim) return new ActionResult.Done();
        hub.ModerationClaims.Remove(claim);
        if (claim.Until > now) hub.Audit.Add(AuditEntry.By(actor, now, ReleaseAct, $"{target.Kind} {target.Id}", "")); // else it had ended by itself
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>A sentence when somebody else works on the item now; null when the actor may.</summary>
    internal static async Task<string?> ProblemAsync(HubDbContext hub, Actor actor, ModerationTarget target, DateTimeOffset now, CancellationToken cancellation)
    {
        var other = await hub.ModerationClaims.Where(c => c.TargetId == target.Id && c.MemberId != actor.Id && c.Until > now).Select(c => c.Member.UserName).FirstOrDefaultAsync(cancellation);
        return other is null ? null : $"{other} works on this item now. Please take another one, or wait until it is released.";
    }

    private static bool Passes(QueueFilter filter, IReadOnlyList<Report> reports, ModerationClaim? claim, Actor actor, DateTimeOffset since) =>
        (filter.Kind is null || reports[0].TargetKind == filter.Kind)
        && (filter.Reason is null || reports.Any(r => r.Reason == filter.Reason))
        && (filter.Age == TimeSpan.Zero || reports[0].CreatedAt <= since - filter.Age)
        && filter.Claim switch
        {
            QueueClaim.Mine => claim?.MemberId == actor.Id,
            // What one takes out of the free ones stays among them until the list is opened anew.
            QueueClaim.Free => claim is null || (claim.MemberId == actor.Id && claim.At >= since),
            _ => true,
        };

    private static ReportedItem Item(ReportedItem item, IReadOnlyList<Report> reports, ModerationClaim? claim) => item with
    {
        Reports = [.. reports.Select(ReportInfo.Of)],
        IsDecided = reports.All(r => r.State != ReportState.Open),
        Claim = claim is null ? null : new ClaimInfo(claim.MemberId, claim.Member.UserName ?? "", claim.Until),
    };

    private static IEnumerable<ReportedItem> WithLike(List<ReportedItem> items) => items.Select(item => item with
    {
        SameOwner = items.Count(other => other.Target != item.Target && other.OwnerId == item.OwnerId),
        SameReason = items.Count(other => other.Target != item.Target && other.Reports.Any(r => r.Reason == item.Reports[0].Reason)),
    });
}
