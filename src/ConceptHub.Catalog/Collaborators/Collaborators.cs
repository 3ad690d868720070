using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Who works on a concept beside its owner: edits it and publishes new versions. To take it out of the catalog, to delete it, to say
/// who is shown and to name others stays the owner's.
/// </summary>
public sealed class Collaborators(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>Of one concept, those who have not answered yet included.</summary>
    public const int Most = 10;

    private const int MostShared = 60;

    /// <summary>Asks a member to work on the actor's concept.</summary>
    public Task<ActionResult> NameAsync(Actor actor, Guid conceptId, string userName, CancellationToken cancellation) =>
        ChangeAsync(actor, conceptId, async (hub, concept) =>
        {
            if (concept.OwnerId != actor.Id) return new ActionResult.NotAllowed();
            var name = userName.Trim().TrimStart('@');
            var key = name.ToUpperInvariant();
            if (await hub.Users.FirstOrDefaultAsync(m => m.NormalizedUserName == key, cancellation) is not { } member) return new ActionResult.Refused($"There is no member “{name}”. Please check how the name is written.");
            if (Problem(concept, member) is { } problem) return new ActionResult.Refused(problem);

            hub.Collaborators.Add(new Collaborator { ConceptId = concept.Id, MemberId = member.Id, NamedAt = clock.GetUtcNow() });
            // Whoever asks again and again is heard once.
            if (!await hub.Notices.AnyAsync(n => n.MemberId == member.Id && n.Kind == NoticeKind.NamedCollaborator && n.ConceptId == concept.Id && n.ReadAt == null, cancellation))
                Tell(hub, member.Id, NoticeKind.NamedCollaborator, concept, actor);
            return new ActionResult.Done();
        }, cancellation);

    /// <summary>The actor, who was named, works on it from now on; harmless when they do already.</summary>
    public Task<ActionResult> AcceptAsync(Actor actor, Guid conceptId, CancellationToken cancellation) =>
        ChangeAsync(actor, conceptId, (hub, concept) =>
        {
            if (concept.Collaborators.Find(c => c.MemberId == actor.Id) is not { } named) return Answer(new ActionResult.Refused("You are not asked to work on this concept any more."));
            if (named.AcceptedAt is not null) return Answer(new ActionResult.Done());
            named.AcceptedAt = clock.GetUtcNow();
            Tell(hub, concept.OwnerId, NoticeKind.CollaboratorAccepted, concept, actor);
            return Answer(new ActionResult.Done());
        }, cancellation);

    /// <summary>The actor declines, or works on it no more; what they did stays.</summary>
    public async Task<ActionResult> LeaveAsync(Actor actor, Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(ConceptListing.Suspended);
        var left = await hub.Collaborators.Where(c => c.ConceptId == conceptId && c.MemberId == actor.Id).ExecuteDeleteAsync(cancellation);
        return left == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    /// <summary>The owner takes a member's rights, or the question, back; what the member did stays.</summary>
    public Task<ActionResult> RemoveAsync(Actor actor, Guid conceptId, Guid memberId, CancellationToken cancellation) =>
        ChangeAsync(actor, conceptId, (hub, concept) =>
        {
            if (concept.OwnerId != actor.Id) return Answer(new ActionResult.NotAllowed());
            if (concept.Collaborators.Find(c => c.MemberId == memberId) is not { } removed) return Answer(new ActionResult.NotFound());
            hub.Collaborators.Remove(removed);
            return Answer(new ActionResult.Done());
        }, cancellation);

    /// <summary>Published concepts of others that a member works on, newest first.</summary>
    public async Task<IReadOnlyList<ConceptCard>> SharedAsync(Guid memberId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        // Sorted out here: asked for the newest published ones, SQLite would walk all concepts by date.
        var joined = await hub.Collaborators.Where(m => m.MemberId == memberId && m.AcceptedAt != null).Select(m => new { m.ConceptId, m.Concept.State, m.Concept.PublishedAt }).ToListAsync(cancellation);
        Guid[] newest = [.. joined.Where(it => it.State == ConceptState.Published).OrderByDescending(it => it.PublishedAt).ThenBy(it => it.ConceptId).Take(MostShared).Select(it => it.ConceptId)];
        var cards = await hub.Concepts.Where(c => newest.Contains(c.Id)).Select(Concepts.Card).ToDictionaryAsync(card => card.Id, cancellation);
        return [.. newest.Where(cards.ContainsKey).Select(id => cards[id])];
    }

    /// <summary>Whether a member may edit a concept and give it new versions.</summary>
    internal static async Task<bool> MayEditAsync(HubDbContext hub, Guid memberId, Concept concept, CancellationToken cancellation) =>
        concept.OwnerId == memberId || await hub.Collaborators.AnyAsync(c => c.ConceptId == concept.Id && c.MemberId == memberId && c.AcceptedAt != null, cancellation);

    /// <summary>Notes what somebody did to a concept of another; nothing where it is the actor's own. The caller saves.</summary>
    internal static void Note(HubDbContext hub, Actor actor, Concept concept, string action, DateTimeOffset now)
    {
        if (concept.OwnerId != actor.Id) hub.Audit.Add(AuditEntry.By(actor, now, action, $"{TargetKind.Concept} {concept.Id}", "As a collaborator."));
    }

    /// <summary>All who accepted, and those who were asked as far as this viewer may know of it.</summary>
    internal static async Task<IReadOnlyList<CollaboratorInfo>> OfAsync(HubDbContext hub, Concept concept, Actor? viewer, CancellationToken cancellation)
    {
        var (id, isOwner) = (viewer?.Id, viewer?.Id == concept.OwnerId);
        return await hub.Collaborators.Where(c => c.ConceptId == concept.Id && (c.AcceptedAt != null || isOwner || c.MemberId == id)).OrderBy(c => c.NamedAt).ThenBy(c => c.MemberId)
            .Select(c => new CollaboratorInfo(c.MemberId, c.Member.UserName ?? "", c.Member.DisplayName, c.AcceptedAt != null)).ToListAsync(cancellation);
    }

    private string? Problem(Concept concept, Member member) =>
        member.Id == concept.OwnerId ? "The concept is yours already."
        : concept.Collaborators.Exists(c => c.MemberId == member.Id) ? $"“{member.UserName}” is named already."
        : member.IsSuspended(clock.GetUtcNow()) ? $"The account of “{member.UserName}” is suspended, so they cannot be named now."
        : concept.Collaborators.Count >= Most ? $"A concept has at most {Most} collaborators. Please remove one first."
        : null;

    private async Task<ActionResult> ChangeAsync(Actor actor, Guid conceptId, Func<HubDbContext, Concept, Task<ActionResult>> change, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await Concepts.VisibleTo(hub.Concepts, actor).Include(c => c.Collaborators).FirstOrDefaultAsync(c => c.Id == conceptId, cancellation);
        if (concept is null) return new ActionResult.NotFound();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(ConceptListing.Suspended);

        var result = await change(hub, concept);
        if (result is not ActionResult.Done) return result;
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }

    private void Tell(HubDbContext hub, Guid member, NoticeKind kind, Concept concept, Actor actor) =>
        hub.Notices.Add(new Notice { MemberId = member, Kind = kind, ActorId = actor.Id, ConceptId = concept.Id, Title = concept.Name, CreatedAt = clock.GetUtcNow() });

    private static Task<ActionResult> Answer(ActionResult result) => Task.FromResult(result);
}
