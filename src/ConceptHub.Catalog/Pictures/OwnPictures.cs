using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

public enum PictureSort { Newest, Oldest }

/// <summary>What a member looks for among their own pictures. What is null or empty filters nothing.</summary>
public sealed record PictureQuery
{
    /// <summary>Words and parts of words of the prompt, all of which must be in it.</summary>
    public string Text { get; init; } = "";
    public Guid? ConceptId { get; init; }
    public Guid? BoardId { get; init; }
    public bool IsStarred { get; init; }
    public PictureVisibility? Visibility { get; init; }
    public PictureSort Sort { get; init; }

    /// <summary>From 1; beyond the end gives an empty page.</summary>
    public int Page { get; init; } = 1;
}

/// <summary>A picture with what only its owner sees of it.</summary>
public sealed record OwnPicture(PictureInfo Picture, bool IsStarred);

/// <summary>A concept that took part in some of a member's pictures.</summary>
/// <param name="Pictures">How many.</param>
public sealed record UsedConcept(Guid Id, string Name, int Pictures);

/// <summary>A member's own pictures: found again, starred, shown, deleted. Pictures of others are passed over in silence.</summary>
public sealed class OwnPictures(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock)
{
    public const int PageSize = 48;
    private const int MostWords = 12;

    public async Task<PageOf<OwnPicture>> FindAsync(Actor actor, PictureQuery query, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        // Of a grid its sheet is shown, and those of its pictures that the member picked out.
        var found = Filtered(hub.Pictures.Where(p => p.OwnerId == actor.Id && (p.SheetId == null || p.IsStarred || p.Boards.Any())), query);
        var total = await found.CountAsync(cancellation);
        var sorted = query.Sort == PictureSort.Oldest ? found.OrderBy(p => p.CreatedAt).ThenByDescending(p => p.Id) : found.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id);
        var page = Math.Max(1, query.Page);
        var shown = sorted.Skip((page - 1) * PageSize).Take(PageSize);
        var items = await shown.Select(Pictures.Info).ToListAsync(cancellation);
        var starred = await shown.Where(p => p.IsStarred).Select(p => p.Id).ToListAsync(cancellation);
        return new PageOf<OwnPicture>([.. items.Select(item => new OwnPicture(item, starred.Contains(item.Id)))], total, page, PageSize);
    }

    /// <summary>Concepts in the member's pictures that the member may still see, the most used first.</summary>
    public async Task<IReadOnlyList<UsedConcept>> ConceptsAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var counts = hub.PictureConcepts.Where(used => used.Picture.OwnerId == actor.Id)
            .GroupBy(used => used.ConceptId).Select(used => new { Id = used.Key, Count = used.Count() });
        return await (from concept in Concepts.VisibleTo(hub.Concepts, actor)
                      join used in counts on concept.Id equals used.Id
                      orderby used.Count descending, concept.Name
                      select new UsedConcept(concept.Id, concept.Name, used.Count)).ToListAsync(cancellation);
    }

    /// <summary>The boards that a picture lies on.</summary>
    public async Task<IReadOnlyList<Guid>> BoardsAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.BoardPictures.Where(on => on.PictureId == id && on.Board.OwnerId == actor.Id).Select(on => on.BoardId).ToListAsync(cancellation);
    }

    /// <returns>How many pictures it concerns.</returns>
    public async Task<int> StarAsync(Actor actor, IReadOnlyCollection<Guid> ids, bool isStarred, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await Own(hub, actor, ids).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsStarred, isStarred), cancellation);
    }

    /// <summary>A sentence while the actor may show pictures to nobody; null when they may.</summary>
    public async Task<string?> ShowProblemAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await ShowProblemAsync(hub, actor, cancellation);
    }

    /// <summary>Shows pictures to everyone or to their owner only.</summary>
    /// <returns>How many pictures it concerns; none when the actor is suspended or muted and would show them to everyone. What is blocked stays private, and its owner is told.</returns>
    public async Task<int> ShowAsync(Actor actor, IReadOnlyCollection<Guid> ids, PictureVisibility visibility, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (visibility == PictureVisibility.Public && await ShowProblemAsync(hub, actor, cancellation) is not null) return 0;
        if (visibility == PictureVisibility.Private) return await Own(hub, actor, ids).ExecuteUpdateAsync(set => set.SetProperty(p => p.Visibility, visibility), cancellation);

        var own = await Own(hub, actor, ids).ToListAsync(cancellation);
        var kept = await blocked.KeepPrivateAsync(hub, own, clock.GetUtcNow(), cancellation);
        foreach (var picture in own.Except(kept)) picture.Visibility = visibility;
        await hub.SaveChangesAsync(cancellation);
        return own.Count - kept.Count;
    }

    /// <summary>A sheet takes its pictures along, but for those that the member picked out.</summary>
    /// <returns>How many of them are gone.</returns>
    public async Task<int> DeleteAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await hub.Pictures.Where(p => p.OwnerId == actor.Id && p.SheetId != null && ids.Contains(p.SheetId.Value) && (p.IsStarred || p.Boards.Any()))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.SheetId, (Guid?)null), cancellation);
        var gone = await Own(hub, actor, ids).ExecuteDeleteAsync(cancellation);
        await work.CommitAsync(cancellation);
        return gone;
    }

    private static async Task<string?> ShowProblemAsync(HubDbContext hub, Actor actor, CancellationToken cancellation) =>
        await Members.IsSuspendedAsync(hub, actor, cancellation) ? "Your account is suspended; you can show pictures to nobody now." : await Members.MuteProblemAsync(hub, actor, cancellation);

    private static IQueryable<Picture> Own(HubDbContext hub, Actor actor, IReadOnlyCollection<Guid> ids) =>
        hub.Pictures.Where(p => p.OwnerId == actor.Id && ids.Contains(p.Id));

    private static IQueryable<Picture> Filtered(IQueryable<Picture> pictures, PictureQuery query)
    {
        foreach (var word in query.Text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords))
            pictures = pictures.Where(p => p.Words.Contains(word));
        if (query.ConceptId is { } concept) pictures = pictures.Where(p => p.Concepts.Any(used => used.ConceptId == concept));
        if (query.BoardId is { } board) pictures = pictures.Where(p => p.Boards.Any(on => on.BoardId == board));
        if (query.IsStarred) pictures = pictures.Where(p => p.IsStarred);
        if (query.Visibility is { } visibility) pictures = pictures.Where(p => p.Visibility == visibility);
        return pictures;
    }
}
