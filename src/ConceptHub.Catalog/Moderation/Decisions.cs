using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A decision as the owner of the item reads it; moderators stay unnamed.</summary>
/// <param name="Detail">What was before and what is now; may be empty.</param>
/// <param name="Text">Why.</param>
/// <param name="Page">The concept's page that shows the item; null for pictures, recipes, collections, accounts, and what is gone.</param>
public sealed record DecisionInfo(Guid Id, DecisionAction Action, ModerationTarget Target, string Title, string Detail, DecisionReason Code, string Text, DateTimeOffset At, ItemPage? Page)
{
    /// <summary>The points that came with it; null without any.</summary>
    public DecisionPoints? Points { get; init; }

    /// <summary>What its owner said against it, and what came of that.</summary>
    public OwnAppeal? Appeal { get; init; }

    /// <summary>Until when it may be appealed; null when it may not be, any more or at all.</summary>
    public DateTimeOffset? AppealUntil { get; init; }
}

/// <param name="ExpiresAt">They count until then.</param>
/// <param name="IsVoided">They were taken back.</param>
public sealed record DecisionPoints(int Count, DateTimeOffset ExpiresAt, bool IsVoided);

/// <summary>What was decided about one's own items and account.</summary>
public sealed class Decisions(IDbContextFactory<HubDbContext> hubs, SanctionOptions options, TimeProvider clock)
{
    private const int Shown = 100;

    /// <summary>The newest hundred.</summary>
    public async Task<IReadOnlyList<DecisionInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var decided = await hub.Decisions.AsNoTracking().Where(d => d.OwnerId == actor.Id).OrderByDescending(d => d.At).ThenByDescending(d => d.Id).Take(Shown).ToListAsync(cancellation);
        return await DescribeAsync(hub, decided, options, clock.GetUtcNow(), cancellation);
    }

    internal static async Task<IReadOnlyList<DecisionInfo>> DescribeAsync(HubDbContext hub, IReadOnlyList<Decision> decided, SanctionOptions options, DateTimeOffset now, CancellationToken cancellation)
    {
        var ids = decided.Select(d => d.Id).ToArray();
        var pages = (await ModerationItems.DescribeAsync(hub, [.. decided.Select(d => d.TargetId).Distinct()], cancellation)).ToDictionary(item => item.Target.Id, item => item.Page);
        var points = await hub.Strikes.Where(s => ids.Contains(s.DecisionId)).ToDictionaryAsync(s => s.DecisionId, s => new DecisionPoints(s.Points, s.ExpiresAt, s.VoidedAt != null), cancellation);
        var appeals = await hub.Appeals.Where(a => ids.Contains(a.DecisionId)).ToDictionaryAsync(a => a.DecisionId, a => new OwnAppeal(a.State, a.Text, a.At, a.Answer), cancellation);
        return [.. decided.Select(d => new DecisionInfo(d.Id, d.Action, new ModerationTarget(d.TargetKind, d.TargetId), d.Title, d.Detail, d.Code, d.Text, d.At, pages.GetValueOrDefault(d.TargetId))
        {
            Points = points.GetValueOrDefault(d.Id),
            Appeal = appeals.GetValueOrDefault(d.Id),
            AppealUntil = DecisionActions.Kind.Contains(d.Action) || appeals.ContainsKey(d.Id) || now > d.At + options.AppealWithin ? null : d.At + options.AppealWithin,
        })];
    }
}
