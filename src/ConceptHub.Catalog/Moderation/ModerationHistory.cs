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
        var hidden = await hub.Concepts.Where(c => c.State == ConceptState.Hidden).Select(c => c.Id)
            .Union(hub.Pictures.Where(p => p.HiddenReason != null).Select(p => p.Id))
            .Union(hub.Recipes.Where(r => r.HiddenReason != null).Select(r => r.Id))
            .Union(hub.Collections.Where(c => c.HiddenReason != null).Select(c => c.Id))
            .Union(hub.Reviews.Where(r => r.HiddenReason != null).Select(r => r.Id))
            .Union(hub.Comments.Where(c => c.HiddenReason != null).Select(c => c.Id)).Take(Length).ToListAsync(cancellation);

        Guid[] ids = [.. closed.Select(r => r.TargetId).Concat(hidden).Distinct()];
        var reports = closed.ToLookup(r => r.TargetId);
        var described = (await ModerationItems.DescribeFullyAsync(hub, ids, cancellation)).ToDictionary(item => item.Target.Id);
        return [.. ids.Where(described.ContainsKey).Select(id => described[id] with
        {
            Reports = [.. reports[id].Select(r => new ReportInfo(r.Id, r.Reason, r.Text, r.Reporter.UserName ?? "", r.CreatedAt) { Answers = r.Answers })],
        })];
    }
}
