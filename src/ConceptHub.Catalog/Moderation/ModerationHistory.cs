using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What moderators decided: items hidden now, and items whose reports were closed.</summary>
public sealed class ModerationHistory(IDbContextFactory<HubDbContext> hubs)
{
    private const int Length = 200;

    /// <summary>The newest two hundred closed reports by item, newest decision first, then hidden items without a report.</summary>
    /// <returns>Null when the actor may not see reports.</returns>
    public async Task<IReadOnlyList<ReportedItem>?> ListAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var closed = await hub.Reports.AsNoTracking().Include(r => r.Reporter).Where(r => r.State != ReportState.Open)
            .OrderByDescending(r => r.ClosedAt).Take(Length).ToListAsync(cancellation);
        var hidden = await ModerationItems.Hidden(hub).Take(Length).ToListAsync(cancellation);

        Guid[] ids = [.. closed.Select(r => r.TargetId).Concat(hidden).Distinct()];
        var reports = closed.ToLookup(r => r.TargetId);
        var described = (await ModerationItems.DescribeFullyAsync(hub, ids, cancellation)).ToDictionary(item => item.Target.Id);
        return [.. ids.Where(described.ContainsKey).Select(id => described[id] with
        {
            Reports = [.. reports[id].Select(ReportInfo.Of)],
            IsDecided = true,
        })];
    }
}
