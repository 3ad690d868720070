using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A decision as the owner of the item reads it; moderators stay unnamed.</summary>
/// <param name="Detail">What was before and what is now; may be empty.</param>
/// <param name="Text">Why.</param>
/// <param name="Page">The concept's page that shows the item; null for pictures, recipes, collections, and what is gone.</param>
public sealed record DecisionInfo(Guid Id, DecisionAction Action, ModerationTarget Target, string Title, string Detail, DecisionReason Code, string Text, DateTimeOffset At, ItemPage? Page);

/// <summary>What was decided about one's own items.</summary>
public sealed class Decisions(IDbContextFactory<HubDbContext> hubs)
{
    private const int Shown = 100;

    /// <summary>The newest hundred.</summary>
    public async Task<IReadOnlyList<DecisionInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var decided = await hub.Decisions.AsNoTracking().Where(d => d.OwnerId == actor.Id).OrderByDescending(d => d.At).ThenByDescending(d => d.Id).Take(Shown).ToListAsync(cancellation);
        var pages = (await ModerationItems.DescribeAsync(hub, [.. decided.Select(d => d.TargetId).Distinct()], cancellation)).ToDictionary(item => item.Target.Id, item => item.Page);
        return [.. decided.Select(d => new DecisionInfo(d.Id, d.Action, new ModerationTarget(d.TargetKind, d.TargetId), d.Title, d.Detail, d.Code, d.Text, d.At, pages.GetValueOrDefault(d.TargetId)))];
    }
}
