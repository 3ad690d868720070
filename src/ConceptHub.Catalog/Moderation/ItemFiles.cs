using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Everything about one reported item in one look: reports, what was done to it, and how its owner stands.</summary>
public sealed class ItemFiles(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const int LongestHistory = 50;

    /// <returns>Null when there is no such item, or the actor may not see it.</returns>
    public async Task<ItemFile?> FindAsync(Actor actor, ModerationTarget target, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var item = (await ModerationItems.DescribeFullyAsync(hub, [target.Id], cancellation)).FirstOrDefault(it => it.Target == target);
        if (item is null) return null;

        var now = clock.GetUtcNow();
        var reports = await hub.Reports.AsNoTracking().Include(r => r.Reporter).Where(r => r.TargetId == target.Id).OrderBy(r => r.CreatedAt).ToListAsync(cancellation);
        var claim = await hub.ModerationClaims.Where(c => c.TargetId == target.Id && c.Until > now).Select(c => new ClaimInfo(c.MemberId, c.Member.UserName ?? "", c.Until)).FirstOrDefaultAsync(cancellation);
        var name = $"{target.Kind} {target.Id}";
        // Who had it in hand when stands in the audit; here it would hide what was done.
        var history = await hub.Audit.Where(e => e.Target == name && e.Action != ModerationQueue.ClaimAct && e.Action != ModerationQueue.ReleaseAct).OrderByDescending(e => e.Id).Take(LongestHistory)
            .Select(e => new AuditLine(e.Id, e.At, e.ActorId, e.ActorName, e.Action, e.Target, e.Reason, e.Hash)).ToListAsync(cancellation);
        var known = item with { Reports = [.. reports.Select(ReportInfo.Of)], IsDecided = reports.Count > 0 && reports.All(r => r.State != ReportState.Open), Claim = claim };
        return new ItemFile(known, history, await StandingAsync(hub, actor, item.OwnerId, now, cancellation)) { Concept = await ConceptAsync(hub, target.Id, cancellation) };
    }

    private static Task<EditableConcept?> ConceptAsync(HubDbContext hub, Guid id, CancellationToken cancellation) =>
        hub.Concepts.Where(c => c.Id == id).Select(c => (EditableConcept?)new EditableConcept(c.Name, c.AgeRating, c.LockedFields, c.State,
            c.Pictures.OrderBy(p => p.Role).ThenBy(p => p.Place).Select(p => new ShownPicture(p.Id, p.Blob)).ToList())).FirstOrDefaultAsync(cancellation);

    private static async Task<OwnerStanding> StandingAsync(HubDbContext hub, Actor actor, Guid owner, DateTimeOffset now, CancellationToken cancellation) =>
        await MemberStandings.OwnerAsync(hub, owner, now, cancellation) with { MayGetPoints = await SanctionDesk.ProtectionAsync(hub, actor, owner, cancellation) is null };
}
