using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What a visitor looks for among recipes. Empty text finds everything.</summary>
public sealed record RecipeQuery
{
    /// <summary>Words of title, description, prompt or maker, or of a concept in it.</summary>
    public string Text { get; init; } = "";

    /// <summary>User name of a maker. Makers find all of their own, whatever others see.</summary>
    public string? Maker { get; init; }

    /// <summary>A concept that takes part.</summary>
    public Guid? ConceptId { get; init; }

    /// <summary>From 1; beyond the end gives an empty page.</summary>
    public int Page { get; init; } = 1;
}

/// <summary>Finds recipes, newest first.</summary>
public sealed class RecipeSearch(IDbContextFactory<HubDbContext> hubs)
{
    public const int PageSize = 24;

    public async Task<PageOf<RecipeCard>> FindAsync(RecipeQuery query, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var isOwn = viewer is not null && string.Equals(query.Maker, viewer.Name, StringComparison.OrdinalIgnoreCase);
        var found = isOwn ? hub.Recipes.Where(r => r.OwnerId == viewer!.Id && !r.IsDeleted) : Recipes.Listed(hub.Recipes);
        if (query.Maker is { } maker && !isOwn) found = found.Where(r => r.Owner.NormalizedUserName == maker.ToUpperInvariant());
        if (query.ConceptId is { } concept) found = found.Where(r => r.Concepts.Any(used => used.ConceptId == concept));
        if (ConceptSearch.Words(query.Text) is { Count: > 0 } words)
        {
            var recipes = hub.MatchRecipes(words);
            var concepts = hub.MatchConcepts(words);
            found = found.Where(r => recipes.Contains(r.Id) || r.Concepts.Any(used => used.Concept.State == ConceptState.Published && concepts.Contains(used.ConceptId)));
        }

        var page = Math.Max(1, query.Page);
        var total = await found.CountAsync(cancellation);
        var cards = await found.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Skip((page - 1) * PageSize).Take(PageSize).Select(Recipes.Card(hub)).ToListAsync(cancellation);
        return new PageOf<RecipeCard>(cards, total, page, PageSize);
    }
}
