using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What members are told on the site. Each notice is written in the transaction of what it tells.</summary>
public sealed class Notices(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const int Shown = 60;

    public async Task<int> UnreadAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Notices.CountAsync(n => n.MemberId == actor.Id && n.ReadAt == null, cancellation);
    }

    /// <summary>The newest; after this they are read.</summary>
    public async Task<IReadOnlyList<NoticeInfo>> ReadAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var notices = await hub.Notices.Where(n => n.MemberId == actor.Id).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(Shown)
            .Select(n => new NoticeInfo(n.Id, n.Kind, n.Actor == null ? null : n.Actor.UserName, n.ConceptId, n.JobId, n.CommentId, n.Title, n.Text, n.ReadAt == null, n.CreatedAt) { Search = n.Search == null ? null : n.Search.Query, Count = n.Count }).ToListAsync(cancellation);
        DateTimeOffset? now = clock.GetUtcNow();
        if (notices.Any(n => n.IsNew)) await hub.Notices.Where(n => n.MemberId == actor.Id && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellation);
        return notices;
    }

    /// <summary>Adds a notice for each follower of a concept's owner; the caller saves.</summary>
    internal static async Task TellFollowersAsync(HubDbContext hub, Concept concept, CancellationToken cancellation)
    {
        var followers = await FollowersOf(hub, concept).ToListAsync(cancellation);
        hub.Notices.AddRange(followers.Select(id => new Notice { MemberId = id, Kind = NoticeKind.NewConcept, ActorId = concept.OwnerId, ConceptId = concept.Id, Title = concept.Name, CreatedAt = concept.PublishedAt }));
    }

    /// <summary>Adds a notice for each follower of the concept's owner, for everybody who saved a recipe with it, which holds an older version, and for the owner, unless it is theirs; the caller saves.</summary>
    internal static async Task TellOfVersionAsync(HubDbContext hub, Concept concept, ConceptVersion version, Actor maker, CancellationToken cancellation)
    {
        var users = hub.Recipes.Where(r => r.Concepts.Any(used => used.ConceptId == concept.Id)).Select(r => r.OwnerId);
        var owner = hub.Users.Where(m => m.Id == concept.OwnerId).Select(m => m.Id);
        var told = await FollowersOf(hub, concept).Union(users).Union(owner).Where(id => id != maker.Id).ToListAsync(cancellation);
        hub.Notices.AddRange(told.Select(id => new Notice { MemberId = id, Kind = NoticeKind.NewVersion, ActorId = maker.Id, ConceptId = concept.Id, Title = concept.Name, Text = version.ChangeNote, CreatedAt = version.CreatedAt }));
    }

    private static IQueryable<Guid> FollowersOf(HubDbContext hub, Concept concept) => hub.Follows.Where(f => f.FollowedId == concept.OwnerId).Select(f => f.FollowerId);
}
