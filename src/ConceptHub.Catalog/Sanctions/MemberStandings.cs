using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>How members stand: points that count, what limits their accounts, and what came before.</summary>
public sealed class MemberStandings(IDbContextFactory<HubDbContext> hubs, Decisions decisions, TimeProvider clock)
{
    private const int Shown = 100;

    /// <returns>Null when there is no such member, or the actor may not see it.</returns>
    public async Task<MemberStanding?> FindAsync(Actor actor, string userName, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var key = userName.Trim().ToUpperInvariant();
        var id = await hub.Users.Where(m => m.NormalizedUserName == key && m.LeftAt == null).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellation);
        if (id is not { } member) return null;

        var now = clock.GetUtcNow();
        var strikes = await hub.Strikes.AsNoTracking().Where(s => s.MemberId == member).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Take(Shown)
            .Select(s => new StrikeInfo(s.Id, s.Points, s.Decision.Action, s.Decision.Title, s.Decision.Text, s.At, s.ExpiresAt, s.VoidedAt == null && s.ExpiresAt > now, s.VoidedAt == null ? null : s.VoidReason)).ToListAsync(cancellation);
        var sanctions = await SanctionsOf(hub.Sanctions.Where(s => s.MemberId == member).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Take(Shown), now).ToListAsync(cancellation);
        var decided = await decisions.MineAsync(new Actor(member, userName, []), cancellation);
        return new MemberStanding(await OwnerAsync(hub, member, now, cancellation), await SanctionDesk.ProtectionAsync(hub, actor, member, cancellation), strikes, sanctions, decided);
    }

    public async Task<OwnStanding> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var running = await SanctionsOf(SanctionDesk.Running(hub, now).Where(s => s.MemberId == actor.Id), now).ToListAsync(cancellation);
        return new OwnStanding(
            await SanctionDesk.Counting(hub, actor.Id, now).SumAsync(s => s.Points, cancellation),
            [.. running.GroupBy(s => s.Kind).OrderByDescending(kind => kind.Key).Select(kind => kind.OrderByDescending(s => s.Until ?? DateTimeOffset.MaxValue).First())]);
    }

    internal static async Task<OwnerStanding> OwnerAsync(HubDbContext hub, Guid owner, DateTimeOffset now, CancellationToken cancellation)
    {
        var member = await hub.Users.AsNoTracking().SingleAsync(m => m.Id == owner, cancellation);
        var upheld = await hub.Reports.CountAsync(r => r.OwnerId == owner && r.State == ReportState.Upheld, cancellation);
        var dismissed = await hub.Reports.CountAsync(r => r.OwnerId == owner && r.State == ReportState.Dismissed, cancellation);
        return new OwnerStanding(owner, member.UserName ?? "", member.CreatedAt, member.IsSuspended(now), upheld, dismissed, await ModerationItems.HiddenOf(hub, owner).CountAsync(cancellation))
        {
            IsMuted = member.IsMuted(now),
            IsBanned = member.BannedAt is not null,
            Points = await SanctionDesk.Counting(hub, owner, now).SumAsync(s => s.Points, cancellation),
            Strikes = await hub.Strikes.CountAsync(s => s.MemberId == owner, cancellation),
        };
    }

    private static IQueryable<SanctionInfo> SanctionsOf(IQueryable<Sanction> sanctions, DateTimeOffset now) =>
        sanctions.AsNoTracking().Select(s => new SanctionInfo(s.Id, s.Kind, s.Decision.Text, s.At, s.Until, s.Threshold != null, s.LiftedAt == null && (s.Until == null || s.Until > now), s.LiftedAt != null));
}
