using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Where a recipe stands among those that were made from each other.</summary>
/// <param name="Ancestors">From the oldest that is shown to the parent.</param>
/// <param name="HasMoreAncestors">The line goes further back than is shown.</param>
/// <param name="Remixes">Made from it, oldest first; those that the viewer may not see are left out.</param>
/// <param name="MoreRemixes">How many more there are than are shown.</param>
public sealed record RecipeFamily(IReadOnlyList<RecipeNode> Ancestors, bool HasMoreAncestors, IReadOnlyList<RecipeNode> Remixes, int MoreRemixes);

/// <summary>A recipe in the tree.</summary>
/// <param name="Card">Null when the viewer may not see it, or when it was deleted.</param>
/// <param name="IsDeleted">Its maker deleted it; its place stays.</param>
public sealed record RecipeNode(RecipeCard? Card, bool IsDeleted);

/// <summary>Who was made from whom.</summary>
public sealed class RecipeTree(IDbContextFactory<HubDbContext> hubs)
{
    private const int MostAncestors = 8, MostRemixes = 24;

    public async Task<RecipeFamily> AroundAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var ancestors = new List<RecipeNode>();
        var parent = await hub.Recipes.Where(r => r.Id == id).Select(r => r.ParentId).FirstOrDefaultAsync(cancellation);
        while (parent is { } next && ancestors.Count < MostAncestors)
        {
            var card = await Seen(hub, viewer).Where(r => r.Id == next).Select(Recipes.Card(hub)).FirstOrDefaultAsync(cancellation);
            var (isDeleted, further) = await hub.Recipes.Where(r => r.Id == next).Select(r => new ValueTuple<bool, Guid?>(r.IsDeleted, r.ParentId)).SingleAsync(cancellation);
            ancestors.Insert(0, new RecipeNode(card, isDeleted));
            parent = further;
        }

        var remixes = Seen(hub, viewer).Where(r => r.ParentId == id);
        var shown = await remixes.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(MostRemixes).Select(Recipes.Card(hub)).ToListAsync(cancellation);
        return new RecipeFamily(ancestors, parent is not null, [.. shown.Select(card => new RecipeNode(card, false))], await remixes.CountAsync(cancellation) - shown.Count);
    }

    // An unlisted recipe is for those who have its link: no tree leads to it, but to the maker's own.
    private static IQueryable<Recipe> Seen(HubDbContext hub, Actor? viewer)
    {
        var id = viewer?.Id;
        return hub.Recipes.Where(r => !r.IsDeleted && (r.OwnerId == id || (r.Visibility == RecipeVisibility.Public && r.HiddenReason == null)));
    }
}
