using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Takes concepts out of the catalog and puts them in, at once or at a time that their creator set.</summary>
public sealed class ConceptListing(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock)
{
    internal const string Suspended = "Your account is suspended; nothing can be changed in the catalog now.";

    /// <summary>Others neither find it nor use it from now on; its creator does.</summary>
    public Task<ActionResult> UnpublishAsync(Actor actor, Guid id, CancellationToken cancellation) => ChangeAsync(actor, id, (_, concept) =>
    {
        if (concept.State != ConceptState.Published) return Refuse("It is not in the catalog now.");
        (concept.State, concept.IsUnpublished) = (ConceptState.Unpublished, true);
        return Task.FromResult<ActionResult>(new ActionResult.Done());
    }, cancellation);

    /// <summary>Puts it into the catalog. The first time is what followers are told of.</summary>
    public Task<ActionResult> PublishAsync(Actor actor, Guid id, CancellationToken cancellation) => ChangeAsync(actor, id, async (hub, concept) =>
    {
        if (concept.State == ConceptState.Hidden) return new ActionResult.Refused("A moderator hides it; it cannot be published now.");
        if (concept.State == ConceptState.Awaiting) return new ActionResult.Refused("It waits until a moderator has looked at it; then it is published by itself.");
        if (concept.State != ConceptState.Unpublished) return new ActionResult.Done();
        if (await blocked.ProblemAsync(hub, id, cancellation) is { } problem) return new ActionResult.Refused(problem);
        if (!await FirstReviews.AskAgainAsync(hub, concept, clock.GetUtcNow(), cancellation)) await ListAsync(hub, concept, cancellation);
        return new ActionResult.Done();
    }, cancellation);

    /// <summary>Sets another time for its first publishing.</summary>
    public Task<ActionResult> ScheduleAsync(Actor actor, Guid id, DateTimeOffset at, CancellationToken cancellation) => ChangeAsync(actor, id, (_, concept) =>
    {
        if (concept is not { State: ConceptState.Unpublished, ScheduledFor: not null }) return Refuse("It does not wait for a time now.");
        if (TimeProblem(at, clock.GetUtcNow()) is { } problem) return Refuse(problem);
        concept.ScheduledFor = at;
        return Task.FromResult<ActionResult>(new ActionResult.Done());
    }, cancellation);

    /// <summary>Publishes whatever is due; what suspended members planned waits for them.</summary>
    /// <returns>How many concepts were published.</returns>
    public async Task<int> PublishDueAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        DateTimeOffset? now = clock.GetUtcNow();
        var ready = hub.Concepts.Where(c => c.ScheduledFor <= now && c.State == ConceptState.Unpublished && (c.Owner.SuspendedAt == null || c.Owner.SuspendedUntil <= now));
        if (!await ready.AnyAsync(cancellation)) return 0; // without a lock: so it is nearly always

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var due = await ready.ToListAsync(cancellation);
        foreach (var concept in due)
        {
            if (await blocked.ProblemAsync(hub, concept.Id, cancellation) is { } problem) KeepOut(hub, concept, problem);
            else await ListAsync(hub, concept, cancellation);
        }

        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return due.Count(concept => concept.State == ConceptState.Published);
    }

    // What was blocked since it was planned does not come by itself; its owner is told why.
    private void KeepOut(HubDbContext hub, Concept concept, string problem)
    {
        (concept.ScheduledFor, concept.HiddenReason) = (null, problem);
        hub.Notices.Add(new Notice { MemberId = concept.OwnerId, Kind = NoticeKind.NotApproved, ConceptId = concept.Id, Title = concept.Name, Text = problem, CreatedAt = clock.GetUtcNow() });
    }

    /// <summary>A sentence about what is wrong with a time of publishing, or null.</summary>
    internal static string? TimeProblem(DateTimeOffset at, DateTimeOffset now) =>
        at <= now ? "That time is over. Please choose one that is still to come, or publish at once."
        : at > now.AddYears(1) ? "Publishing can be planned for up to a year ahead. Please choose an earlier time."
        : null;

    private async Task ListAsync(HubDbContext hub, Concept concept, CancellationToken cancellation)
    {
        (concept.State, concept.IsUnpublished, concept.HiddenReason) = (ConceptState.Published, false, null);
        if (concept.ScheduledFor is null) return;
        concept.ScheduledFor = null;
        concept.PublishedAt = clock.GetUtcNow();
        concept.Trend = Trending.New(concept.PublishedAt);
        await Notices.TellFollowersAsync(hub, concept, cancellation);
    }

    private async Task<ActionResult> ChangeAsync(Actor actor, Guid id, Func<HubDbContext, Concept, Task<ActionResult>> change, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await hub.Concepts.FirstOrDefaultAsync(c => c.Id == id && c.State != ConceptState.Deleted, cancellation);
        if (concept is null) return new ActionResult.NotFound();
        if (concept.OwnerId != actor.Id) return new ActionResult.NotAllowed();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Suspended);

        var result = await change(hub, concept);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }

    private static Task<ActionResult> Refuse(string sentence) => Task.FromResult<ActionResult>(new ActionResult.Refused(sentence));
}
