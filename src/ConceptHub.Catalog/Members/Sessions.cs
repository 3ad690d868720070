using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Where members are signed in. Ending a session holds from its next request on (OWASP ASVS 7.4).</summary>
public sealed class Sessions(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>Characters of a browser's own name that are kept.</summary>
    public const int LongestAgent = 200;

    // More often would write for nobody's use: devices tell hours and days.
    private static readonly TimeSpan SeenEvery = TimeSpan.FromHours(1);

    /// <returns>What the browser's cookie has to hold.</returns>
    public async Task<Guid> OpenAsync(Guid memberId, string agent, DateTimeOffset expires, Func<Guid, byte[]> ticket, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var (id, now) = (Guid.NewGuid(), clock.GetUtcNow());
        hub.Sessions.Add(new MemberSession { Id = id, MemberId = memberId, Ticket = ticket(id), Agent = agent.Length <= LongestAgent ? agent : agent[..LongestAgent], CreatedAt = now, SeenAt = now, ExpiresAt = expires });
        await hub.SaveChangesAsync(cancellation);
        return id;
    }

    /// <returns>The ticket; null when the session was ended or is over.</returns>
    public async Task<byte[]?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var session = await hub.Sessions.AsNoTracking().Where(s => s.Id == id && s.ExpiresAt > now).Select(s => new { s.Ticket, s.SeenAt }).FirstOrDefaultAsync(cancellation);
        if (session is null) return null;
        if (now - session.SeenAt > SeenEvery) await hub.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now), cancellation);
        return session.Ticket;
    }

    /// <summary>Writes a ticket anew, also for somebody else who signed in at the same browser. One that was ended stays ended.</summary>
    public async Task RenewAsync(Guid id, Guid memberId, byte[] ticket, DateTimeOffset expires, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.MemberId, memberId).SetProperty(s => s.Ticket, ticket).SetProperty(s => s.ExpiresAt, expires), cancellation);
    }

    public async Task EndAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Where the actor is signed in, the browser that was used last first.</summary>
    public async Task<IReadOnlyList<SessionInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await hub.Sessions.Where(s => s.MemberId == actor.Id && s.ExpiresAt > now).OrderByDescending(s => s.SeenAt).ThenBy(s => s.Id)
            .Select(s => new SessionInfo(s.Id, s.Agent, s.CreatedAt, s.SeenAt)).ToListAsync(cancellation);
    }

    /// <summary>Ends one of the actor's own sessions.</summary>
    public async Task<ActionResult> EndAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Sessions.Where(s => s.Id == id && s.MemberId == actor.Id).ExecuteDeleteAsync(cancellation) > 0 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    /// <summary>Ends all of a member's sessions but one.</summary>
    /// <param name="kept">The one that stays; null for none.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> EndOthersAsync(Guid memberId, Guid? kept, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Sessions.Where(s => s.MemberId == memberId && s.Id != kept).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Removes those that are over.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await hub.Sessions.Where(s => s.ExpiresAt <= now).ExecuteDeleteAsync(cancellation);
    }
}

/// <param name="Agent">The browser's own name (User-Agent).</param>
public sealed record SessionInfo(Guid Id, string Agent, DateTimeOffset CreatedAt, DateTimeOffset SeenAt);
