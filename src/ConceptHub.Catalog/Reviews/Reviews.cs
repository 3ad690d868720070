using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Reviews: one for each member and version, by those who made a picture with it.</summary>
public sealed class Reviews(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public const int PageSize = 10, LongestText = Remarks.LongestText;
    private const int Examples = 3;

    public async Task<ReviewBoard> OfAsync(Guid conceptId, Actor? viewer, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var used = viewer is null ? null : await NewestUsedAsync(hub, conceptId, viewer.Id, cancellation);
        var mine = viewer is null || used is null ? null : (await ReadAsync(hub, hub.Reviews.Where(r => r.VersionId == used && r.AuthorId == viewer.Id), cancellation)).FirstOrDefault();
        var mineId = mine?.Id;
        var others = Remarks.VisibleTo<Review>(hub, viewer).Where(r => r.ConceptId == conceptId && r.Id != mineId);
        page = Math.Max(1, page);
        var total = await others.CountAsync(cancellation);
        var items = await ReadAsync(hub, others.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Skip((page - 1) * PageSize).Take(PageSize), cancellation);
        var right = viewer is null ? ReviewRight.Guest
            : await hub.Concepts.AnyAsync(c => c.Id == conceptId && (c.OwnerId == viewer.Id || c.Collaborators.Any(m => m.MemberId == viewer.Id && m.AcceptedAt != null)), cancellation) ? ReviewRight.Owner
            : used is null ? ReviewRight.NotUsed : ReviewRight.May;
        return new ReviewBoard(new PageOf<ReviewInfo>(items, total, page, PageSize), mine, right);
    }

    /// <returns>Null when there is none, or none that this viewer may see.</returns>
    public async Task<ReviewInfo?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return (await ReadAsync(hub, Remarks.VisibleTo<Review>(hub, viewer).Where(r => r.Id == id), cancellation)).FirstOrDefault();
    }

    /// <summary>Writes or rewrites the actor's review of the newest version that they used.</summary>
    public async Task<ActionResult> WriteAsync(Actor actor, Guid conceptId, ReviewDraft draft, CancellationToken cancellation)
    {
        if (draft.Stars is < 1 or > 5) return new ActionResult.Refused("Please choose one to five stars.");
        if (Remarks.LengthProblem(draft.Text, "review") is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await Concepts.VisibleTo(hub.Concepts, actor).FirstOrDefaultAsync(c => c.Id == conceptId, cancellation);
        if (concept is null) return new ActionResult.NotFound();
        if (await Collaborators.MayEditAsync(hub, actor.Id, concept, cancellation)) return new ActionResult.Refused("Nobody reviews a concept of their own.");
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Remarks.Suspended);
        if (await Members.MuteProblemAsync(hub, actor, cancellation) is { } muted) return new ActionResult.Refused(muted);
        if (await NewestUsedAsync(hub, conceptId, actor.Id, cancellation) is not { } version) return new ActionResult.Refused("Please make a picture with it first; a review says how it was used.");

        var known = await hub.Reviews.FirstOrDefaultAsync(r => r.VersionId == version && r.AuthorId == actor.Id, cancellation);
        if (known is { HiddenReason: not null }) return new ActionResult.Refused("A moderator hid this review; it cannot be changed now.");
        if (known is null)
        {
            hub.Reviews.Add(new Review { ConceptId = conceptId, VersionId = version, AuthorId = actor.Id, Stars = draft.Stars, Text = draft.Text.Trim(), CreatedAt = clock.GetUtcNow() });
            hub.Notices.Add(new Notice { MemberId = concept.OwnerId, Kind = NoticeKind.Review, ActorId = actor.Id, ConceptId = concept.Id, Title = concept.Name, CreatedAt = clock.GetUtcNow() });
        }
        else
        {
            (known.Stars, known.Text, known.EditedAt) = (draft.Stars, draft.Text.Trim(), clock.GetUtcNow());
        }

        await hub.SaveChangesAsync(cancellation);
        await CountAsync(hub, conceptId, cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var review = await hub.Reviews.FirstOrDefaultAsync(r => r.Id == id, cancellation);
        if (review is null) return new ActionResult.NotFound();
        if (review.AuthorId != actor.Id) return new ActionResult.NotAllowed();
        hub.Reviews.Remove(review);
        await hub.SaveChangesAsync(cancellation);
        await CountAsync(hub, review.ConceptId, cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Counts a concept's stars anew, hidden reviews left out.</summary>
    internal static async Task CountAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation)
    {
        var seen = hub.Reviews.Where(r => r.ConceptId == conceptId && r.HiddenReason == null);
        var (count, sum) = (await seen.CountAsync(cancellation), await seen.SumAsync(r => r.Stars, cancellation));
        await hub.Concepts.Where(c => c.Id == conceptId).ExecuteUpdateAsync(set => set.SetProperty(c => c.ReviewCount, count).SetProperty(c => c.StarSum, sum), cancellation);
    }

    private static Task<Guid?> NewestUsedAsync(HubDbContext hub, Guid conceptId, Guid memberId, CancellationToken cancellation) => (
        from used in hub.PictureConcepts
        where used.ConceptId == conceptId && used.Picture.OwnerId == memberId
        join version in hub.ConceptVersions on used.VersionId equals version.Id
        orderby version.Number descending
        select (Guid?)version.Id).FirstOrDefaultAsync(cancellation);

    private static async Task<IReadOnlyList<ReviewInfo>> ReadAsync(HubDbContext hub, IQueryable<Review> reviews, CancellationToken cancellation)
    {
        var read = await reviews.Select(review => new
        {
            review.VersionId,
            Info = new ReviewInfo
            {
                Id = review.Id,
                ConceptId = review.ConceptId,
                AuthorId = review.AuthorId,
                AuthorName = review.Author.UserName ?? "",
                AuthorDisplayName = review.Author.DisplayName,
                VersionNumber = review.Version.Number,
                Stars = review.Stars,
                Text = review.Text,
                PicturesMade = hub.PictureConcepts.Count(used => used.VersionId == review.VersionId && used.Picture.OwnerId == review.AuthorId),
                Examples = Array.Empty<string>(),
                HiddenReason = review.HiddenReason,
                CreatedAt = review.CreatedAt,
                EditedAt = review.EditedAt,
            },
        }).ToListAsync(cancellation);

        var infos = new List<ReviewInfo>();
        foreach (var it in read) infos.Add(it.Info with { Examples = await ExamplesAsync(hub, it.VersionId, it.Info.AuthorId, cancellation) });
        return infos;
    }

    private static Task<List<string>> ExamplesAsync(HubDbContext hub, Guid version, Guid author, CancellationToken cancellation) =>
        Pictures.VisibleTo(hub.Pictures, null).Where(p => p.OwnerId == author && p.Grid == null && p.Concepts.Any(used => used.VersionId == version))
            .OrderByDescending(p => p.CreatedAt).Take(Examples).Select(p => p.Blob).ToListAsync(cancellation);
}
