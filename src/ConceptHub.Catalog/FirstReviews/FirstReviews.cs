using Microsoft.EntityFrameworkCore;
using Change = ConceptHub.Catalog.ModerationAct.Change;

namespace ConceptHub.Catalog;

/// <summary>What new members publish first waits until a moderator has looked at it; nobody but its owner and moderators sees it meanwhile.</summary>
public sealed class FirstReviews(IDbContextFactory<HubDbContext> hubs, FirstReviewOptions options, SanctionOptions sanctions, TimeProvider clock)
{
    /// <summary>Concepts that are shown at once.</summary>
    public const int Most = 50;

    /// <summary>Those that wait, the longest first.</summary>
    /// <returns>Null when the actor may not see them.</returns>
    public async Task<IReadOnlyList<WaitingConcept>?> ListAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var waiting = await Waiting(hub).OrderBy(r => r.AskedAt).ThenBy(r => r.ConceptId).Take(Most)
            .Join(hub.Concepts, r => r.ConceptId, c => c.Id, (r, c) => new
            {
                r.ConceptId,
                r.AskedAt,
                c.TriggerWord,
                c.Description,
                Pictures = c.Pictures.OrderBy(p => p.Role).ThenBy(p => p.Place).Select(p => p.Blob).ToList(),
                Approved = hub.FirstReviews.Count(other => other.MemberId == r.MemberId && other.State == FirstReviewState.Approved),
            }).ToListAsync(cancellation);
        var items = (await ModerationItems.DescribeFullyAsync(hub, [.. waiting.Select(r => r.ConceptId)], cancellation)).ToDictionary(item => item.Target.Id);
        return [.. waiting.OrderBy(r => r.AskedAt).Select(r => new WaitingConcept(items[r.ConceptId], r.TriggerWord, r.Description, r.Pictures, r.AskedAt, r.Approved))];
    }

    /// <summary>How many wait.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return 0;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await Waiting(hub).CountAsync(cancellation);
    }

    /// <summary>Into the catalog, or back to the time that its owner planned.</summary>
    /// <param name="askedAt">Since when it waited when the moderator looked (<see cref="WaitingConcept.AskedAt"/>): what was changed since then nobody has seen.</param>
    public Task<ActionResult> ApproveAsync(Actor actor, Guid id, DateTimeOffset askedAt, Grounds grounds, CancellationToken cancellation) => DecideAsync(actor, id, DecisionAction.Approve, "approve first publication", grounds, async (hub, concept, review) =>
    {
        if (review.AskedAt != askedAt) return Change.Refused("It was changed after you looked at it. Please look again.");
        await ApproveAsync(hub, concept, review, clock.GetUtcNow(), cancellation);
        return Change.Done();
    }, cancellation);

    /// <summary>Out of the queue until its owner, who reads why, has mended it and publishes it again; then it waits anew.</summary>
    public Task<ActionResult> RefuseAsync(Actor actor, Guid id, Grounds grounds, CancellationToken cancellation) => DecideAsync(actor, id, DecisionAction.Refuse, "refuse first publication", grounds, (_, concept, review) =>
    {
        (review.State, review.DecidedAt) = (FirstReviewState.Refused, clock.GetUtcNow());
        (concept.State, concept.IsUnpublished, concept.HiddenReason, concept.ScheduledFor) = (ConceptState.Unpublished, true, grounds.Sentence, null);
        return Task.FromResult(Change.Done());
    }, cancellation);

    /// <summary>Makes a concept that is about to be published for the first time wait, if its owner is new here; the caller saves.</summary>
    internal async Task AskAsync(HubDbContext hub, Actor owner, Concept concept, CancellationToken cancellation)
    {
        if (!options.IsOn || owner.May(HubPermission.SkipFirstReview)) return;
        // What a member published before this was asked of them counts as approved.
        var free = await hub.Concepts.CountAsync(c => c.OwnerId == owner.Id && c.Id != concept.Id && !hub.FirstReviews.Any(r => r.ConceptId == c.Id)
            && (c.State == ConceptState.Published || (c.State == ConceptState.Unpublished && c.ScheduledFor == null && c.HiddenReason == null)), cancellation);
        if (free + await hub.FirstReviews.CountAsync(r => r.MemberId == owner.Id && r.State == FirstReviewState.Approved, cancellation) >= options.Concepts) return;

        var now = clock.GetUtcNow();
        hub.FirstReviews.Add(new FirstReview { ConceptId = concept.Id, MemberId = owner.Id, AskedAt = now });
        (concept.State, concept.IsUnpublished) = (ConceptState.Awaiting, true);
        Tell(hub, concept, now);
    }

    /// <summary>Makes a refused concept wait again when its owner publishes it again; the caller saves.</summary>
    /// <returns>Whether it waits now.</returns>
    internal static async Task<bool> AskAgainAsync(HubDbContext hub, Concept concept, DateTimeOffset now, CancellationToken cancellation)
    {
        var review = await hub.FirstReviews.FirstOrDefaultAsync(r => r.ConceptId == concept.Id && r.State != FirstReviewState.Approved, cancellation);
        if (review is null) return false;
        (review.State, review.AskedAt, review.DecidedAt) = (FirstReviewState.Waiting, now, null);
        (concept.State, concept.IsUnpublished, concept.HiddenReason) = (ConceptState.Awaiting, true, null);
        Tell(hub, concept, now);
        return true;
    }

    /// <summary>Whoever changes a concept that waits has it wait anew, so that none is let in that the moderator did not see; the caller saves.</summary>
    internal static async Task ChangedAsync(HubDbContext hub, Concept concept, DateTimeOffset now, CancellationToken cancellation)
    {
        var review = await hub.FirstReviews.FirstOrDefaultAsync(r => r.ConceptId == concept.Id && r.State == FirstReviewState.Waiting, cancellation);
        if (review is not null) review.AskedAt = now;
    }

    /// <summary>Approves what was refused, when its owner's appeal was right and nothing came in between; the caller saves.</summary>
    internal static async Task ApproveRefusedAsync(HubDbContext hub, Concept concept, DateTimeOffset now, CancellationToken cancellation)
    {
        var review = await hub.FirstReviews.FirstOrDefaultAsync(r => r.ConceptId == concept.Id && r.State == FirstReviewState.Refused, cancellation);
        if (review is not null && concept is { State: ConceptState.Unpublished, HiddenReason: not null }) await ApproveAsync(hub, concept, review, now, cancellation);
    }

    private static async Task ApproveAsync(HubDbContext hub, Concept concept, FirstReview review, DateTimeOffset now, CancellationToken cancellation)
    {
        (review.State, review.DecidedAt) = (FirstReviewState.Approved, now);
        if (concept.ScheduledFor > now)
        {
            (concept.State, concept.IsUnpublished) = (ConceptState.Unpublished, true);
            return;
        }

        (concept.State, concept.IsUnpublished, concept.HiddenReason, concept.ScheduledFor) = (ConceptState.Published, false, null, null);
        (concept.PublishedAt, concept.Trend) = (now, Trending.New(now));
        await Notices.TellFollowersAsync(hub, concept, cancellation);
    }

    private static void Tell(HubDbContext hub, Concept concept, DateTimeOffset now) =>
        hub.Notices.Add(new Notice { MemberId = concept.OwnerId, Kind = NoticeKind.AwaitsReview, ConceptId = concept.Id, Title = concept.Name, CreatedAt = now });

    // Hidden and deleted ones wait for nothing.
    private static IQueryable<FirstReview> Waiting(HubDbContext hub) =>
        hub.FirstReviews.Where(r => r.State == FirstReviewState.Waiting && hub.Concepts.Any(c => c.Id == r.ConceptId && c.State == ConceptState.Awaiting));

    private Task<ActionResult> DecideAsync(Actor actor, Guid id, DecisionAction action, string name, Grounds grounds, Func<HubDbContext, Concept, FirstReview, Task<Change>> decide, CancellationToken cancellation) =>
        new ModerationAct(actor, name, new ModerationTarget(TargetKind.Concept, id), grounds, action).RunAsync(hubs, sanctions, clock.GetUtcNow(), async hub =>
        {
            var concept = await hub.Concepts.FirstOrDefaultAsync(c => c.Id == id && c.State == ConceptState.Awaiting, cancellation);
            var review = await hub.FirstReviews.FirstOrDefaultAsync(r => r.ConceptId == id && r.State == FirstReviewState.Waiting, cancellation);
            if (concept is null || review is null) return Change.Refused("It does not wait for a decision any more.");
            return await decide(hub, concept, review);
        }, cancellation);
}
