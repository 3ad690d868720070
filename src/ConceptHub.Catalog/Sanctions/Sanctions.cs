using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What moderators do to a member's account: each act with a ground that the member reads, and a line in the audit.</summary>
public sealed class Sanctions(IDbContextFactory<HubDbContext> hubs, SanctionOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <param name="until">When it ends by itself; null for never.</param>
    public Task<ActionResult> MuteAsync(Actor actor, Guid member, DateTimeOffset? until, Grounds grounds, CancellationToken cancellation) => ImposeAsync(actor, member, SanctionKind.Mute, until, grounds, cancellation);

    /// <param name="until">When it ends by itself; null for never.</param>
    public Task<ActionResult> SuspendAsync(Actor actor, Guid member, DateTimeOffset? until, Grounds grounds, CancellationToken cancellation) => ImposeAsync(actor, member, SanctionKind.Suspension, until, grounds, cancellation);

    /// <summary>Ends all sessions at once. Signing in leads to what was decided and to the appeal, and nowhere else.</summary>
    public Task<ActionResult> BanAsync(Actor actor, Guid member, Grounds grounds, CancellationToken cancellation) => ImposeAsync(actor, member, SanctionKind.Ban, null, grounds, cancellation);

    /// <summary>Ends a sanction before its time.</summary>
    public Task<ActionResult> LiftAsync(Actor actor, Guid sanction, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, grounds, async desk =>
    {
        var running = await SanctionDesk.Running(desk.Hub, desk.Now).FirstOrDefaultAsync(s => s.Id == sanction, cancellation);
        if (running is null) return new ActionResult.NotFound();
        if (running.MemberId == actor.Id) return OwnAccount;
        await desk.LiftAsync(running, grounds.Sentence);
        desk.Tell(running.MemberId, NoticeKind.Lifted, grounds.Sentence);
        return new ActionResult.Done();
    }, cancellation);

    /// <summary>Takes a strike's points back; the strike stays in sight with the reason.</summary>
    public Task<ActionResult> VoidAsync(Actor actor, Guid strike, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, grounds, async desk =>
    {
        var given = await desk.Hub.Strikes.FirstOrDefaultAsync(s => s.Id == strike && s.VoidedAt == null, cancellation);
        if (given is null) return new ActionResult.NotFound();
        if (given.MemberId == actor.Id) return OwnAccount;
        await desk.VoidAsync(given, grounds.Sentence);
        desk.Tell(given.MemberId, NoticeKind.PointsVoided, grounds.Sentence);
        return new ActionResult.Done();
    }, cancellation);

    private static ActionResult.Refused OwnAccount { get; } = new(SanctionDesk.Own);

    private Task<ActionResult> ImposeAsync(Actor actor, Guid member, SanctionKind kind, DateTimeOffset? until, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, grounds, async desk =>
    {
        if (!await desk.Hub.Users.AnyAsync(m => m.Id == member && m.LeftAt == null, cancellation)) return new ActionResult.NotFound();
        if (await SanctionDesk.ProtectionAsync(desk.Hub, actor, member, cancellation) is { } protection) return new ActionResult.Refused(protection);
        if (until <= desk.Now || until > desk.Now + Longest) return new ActionResult.Refused("Please choose an end that is still to come, within ten years, or none.");
        if (kind == SanctionKind.Ban && await SanctionDesk.Running(desk.Hub, desk.Now).AnyAsync(s => s.MemberId == member && s.Kind == kind, cancellation)) return new ActionResult.Refused("The account is banned already.");
        await desk.ImposeAsync(member, kind, until, threshold: null, grounds);
        return new ActionResult.Done();
    }, cancellation);

    private async Task<ActionResult> ActAsync(Actor actor, Grounds grounds, Func<SanctionDesk, Task<ActionResult>> act, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new ActionResult.NotAllowed();
        if (grounds.Problem is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(ModerationAct.Suspended);
        var result = await act(new SanctionDesk(hub, options, actor, clock.GetUtcNow(), cancellation));
        if (result is not ActionResult.Done) return result;
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }
}
