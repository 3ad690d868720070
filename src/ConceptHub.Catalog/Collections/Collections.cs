using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Collections to look at; <see cref="CollectionEditing"/> changes them.</summary>
public sealed class Collections(IDbContextFactory<HubDbContext> hubs)
{
    public const int PageSize = 24;

    /// <summary>Collections on one page of a list.</summary>
    public const int ListSize = 8;

    /// <param name="page">Of its concepts, from 1.</param>
    /// <returns>Null when there is none, or none that this viewer may see.</returns>
    public async Task<CollectionDetails?> FindAsync(Guid id, Actor? viewer, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var visible = hub.Collections.VisibleTo(viewer).Where(c => c.Id == id);
        if (await visible.Select(Card).FirstOrDefaultAsync(cancellation) is not { } card) return null;

        var shown = hub.CollectedConcepts.Where(k => k.CollectionId == id && k.Concept.State == ConceptState.Published).OrderBy(k => k.Place).ThenBy(k => k.ConceptId);
        page = Math.Clamp(page, 1, CollectionEditing.MostConcepts);
        var cards = await shown.Skip((page - 1) * PageSize).Take(PageSize).Select(k => k.Concept).Select(Concepts.Card).ToListAsync(cancellation);
        return new CollectionDetails
        {
            Card = card,
            Description = await visible.Select(c => c.Description).SingleAsync(cancellation),
            Concepts = new PageOf<ConceptCard>(cards, card.Concepts, page, PageSize),
            Recipe = await RecipeAsync(hub, await shown.Take(Composer.LongestRecipe).Select(k => k.ConceptId).ToListAsync(cancellation), cancellation),
        };
    }

    /// <summary>All that is in a collection of the actor's own, what others do not see included.</summary>
    public async Task<IReadOnlyList<CollectionItem>> ItemsAsync(Actor owner, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.CollectedConcepts.Where(k => k.CollectionId == id && k.Collection.OwnerId == owner.Id).OrderBy(k => k.Place).ThenBy(k => k.ConceptId)
            .Select(k => new CollectionItem(
                k.ConceptId, k.Concept.Name, k.Concept.Slug,
                k.Concept.State == ConceptState.Published ? k.Concept.Pictures.Where(p => p.Role == ConceptPictureRole.Showcase).OrderBy(p => p.Place).Select(p => p.Blob).FirstOrDefault() : null,
                k.Concept.State))
            .ToListAsync(cancellation);
    }

    /// <summary>The actor's own, lately changed ones first.</summary>
    public async Task<IReadOnlyList<CollectionCard>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await InOrder(hub.Collections.Where(c => c.OwnerId == actor.Id)).Select(Card).ToListAsync(cancellation);
    }

    /// <summary>The actor's own by name, for one concept.</summary>
    public async Task<IReadOnlyList<CollectionChoice>> ChoicesAsync(Actor actor, Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Collections.Where(c => c.OwnerId == actor.Id).OrderBy(c => c.Name)
            .Select(c => new CollectionChoice(c.Id, c.Name, c.Concepts.Any(k => k.ConceptId == conceptId))).ToListAsync(cancellation);
    }

    /// <summary>What a member shows to everybody.</summary>
    public Task<PageOf<CollectionCard>> ByAsync(Guid ownerId, int page, CancellationToken cancellation) =>
        ListedAsync(collections => collections.Where(c => c.OwnerId == ownerId), page, cancellation);

    /// <summary>Public collections that a concept is in.</summary>
    public Task<PageOf<CollectionCard>> WithAsync(Guid conceptId, int page, CancellationToken cancellation) =>
        ListedAsync(collections => collections.Where(c => c.Concepts.Any(k => k.ConceptId == conceptId)), page, cancellation);

    private async Task<PageOf<CollectionCard>> ListedAsync(Func<IQueryable<Collection>, IQueryable<Collection>> which, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var found = which(hub.Collections.Listed());
        page = Math.Clamp(page, 1, 100_000);
        var cards = await InOrder(found).Skip((page - 1) * ListSize).Take(ListSize).Select(Card).ToListAsync(cancellation);
        return new PageOf<CollectionCard>(cards, await found.CountAsync(cancellation), page, ListSize);
    }

    internal static Expression<Func<Collection, CollectionCard>> Card { get; } = collection => new CollectionCard
    {
        Id = collection.Id,
        Name = collection.Name,
        OwnerId = collection.OwnerId,
        OwnerName = collection.Owner.UserName ?? "",
        OwnerDisplayName = collection.Owner.DisplayName,
        Visibility = collection.Visibility,
        HiddenReason = collection.HiddenReason,
        Concepts = collection.Concepts.Count(k => k.Concept.State == ConceptState.Published),
        // One join: SQLite has no APPLY.
        Cover = collection.Concepts.Where(k => k.Concept.State == ConceptState.Published && k.Concept.AgeRating != AgeRating.Adult)
            .SelectMany(k => k.Concept.Pictures, (k, picture) => new { k.Place, Picture = picture })
            .Where(it => it.Picture.Role == ConceptPictureRole.Showcase).OrderBy(it => it.Place).ThenBy(it => it.Picture.Place).Select(it => it.Picture.Blob).FirstOrDefault(),
        ChangedAt = collection.ChangedAt,
    };

    private static IQueryable<Collection> InOrder(IQueryable<Collection> collections) => collections.OrderByDescending(c => c.ChangedAt).ThenBy(c => c.Id);

    private static async Task<IReadOnlyList<RecipeEntry>> RecipeAsync(HubDbContext hub, IReadOnlyList<Guid> concepts, CancellationToken cancellation)
    {
        var versions = await hub.ConceptVersions.AsNoTracking().Where(v => concepts.Contains(v.ConceptId)).ToListAsync(cancellation);
        var newest = versions.GroupBy(v => v.ConceptId).ToDictionary(all => all.Key, all => all.MaxBy(v => v.Number)!);
        return [.. concepts.Select(id => new RecipeEntry(id, newest[id].Number, newest[id].Strength.Recommended))];
    }
}
