using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Who follows whom.</summary>
public sealed class Follows(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public async Task<FollowInfo> OfAsync(Guid memberId, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var count = await hub.Follows.CountAsync(f => f.FollowedId == memberId, cancellation);
        return new FollowInfo(count, viewer is not null && await hub.Follows.AnyAsync(f => f.FollowedId == memberId && f.FollowerId == viewer.Id, cancellation));
    }

    /// <summary>Harmless when the actor follows already; the followed member is told once.</summary>
    public async Task<ActionResult> FollowAsync(Actor actor, Guid memberId, CancellationToken cancellation)
    {
        if (memberId == actor.Id) return new ActionResult.Refused("Nobody follows themselves.");
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused("Your account is suspended; you can follow nobody now.");
        if (!await hub.Users.AnyAsync(m => m.Id == memberId, cancellation)) return new ActionResult.NotFound();
        if (await hub.Follows.AnyAsync(f => f.FollowedId == memberId && f.FollowerId == actor.Id, cancellation)) return new ActionResult.Done();

        hub.Follows.Add(new Follow { FollowerId = actor.Id, FollowedId = memberId, CreatedAt = clock.GetUtcNow() });
        if (!await hub.Notices.AnyAsync(n => n.MemberId == memberId && n.Kind == NoticeKind.Follower && n.ActorId == actor.Id, cancellation))
            hub.Notices.Add(new Notice { MemberId = memberId, Kind = NoticeKind.Follower, ActorId = actor.Id, Title = actor.Name, CreatedAt = clock.GetUtcNow() });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    public async Task<ActionResult> UnfollowAsync(Actor actor, Guid memberId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Follows.Where(f => f.FollowedId == memberId && f.FollowerId == actor.Id).ExecuteDeleteAsync(cancellation);
        return new ActionResult.Done();
    }
}
