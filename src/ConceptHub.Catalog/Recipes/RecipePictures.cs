using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Pictures that were drawn with exactly a recipe's concepts, versions and strengths.</summary>
public sealed class RecipePictures(IDbContextFactory<HubDbContext> hubs)
{
    private const int MostCovers = 12, LookedAt = 120;

    /// <summary>Public pictures by anybody, newest first.</summary>
    public async Task<PageOf<PictureInfo>> MadeWithAsync(Guid recipeId, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var parts = hub.RecipeConcepts.Where(part => part.RecipeId == recipeId);
        var count = await parts.CountAsync(cancellation);
        var first = await parts.Where(part => part.Place == 0).Select(part => part.VersionId).FirstOrDefaultAsync(cancellation);
        // The first concept narrows it down by an index; then each must be there with its strength, and no other.
        var made = Pictures.VisibleTo(hub.Pictures, null).Where(p => p.Grid == null && p.Concepts.Any(c => c.VersionId == first) && p.Concepts.Count == count
            && p.Concepts.Count(c => parts.Any(part => part.VersionId == c.VersionId && part.Strength == c.Strength)) == count);
        return await Pictures.PageAsync(made, page, cancellation);
    }

    /// <summary>The member's own newest pictures of these entries: what may be the cover.</summary>
    public async Task<IReadOnlyList<PictureInfo>> CoversAsync(Actor actor, IReadOnlyList<RecipeEntry> entries, CancellationToken cancellation)
    {
        if (entries.FirstOrDefault(entry => entry.Enabled) is not { } first) return [];
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var pictures = await hub.Pictures.Where(p => p.OwnerId == actor.Id && p.HiddenReason == null && p.Grid == null && p.Concepts.Any(c => c.ConceptId == first.ConceptId))
            .OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Take(LookedAt).Select(Pictures.Info).ToListAsync(cancellation);
        return [.. pictures.Where(picture => RecipeRules.AreSame(picture.Recipe, entries)).Take(MostCovers)];
    }

    /// <summary>A sentence about what is wrong with a cover, or null.</summary>
    internal static async Task<string?> CoverProblemAsync(HubDbContext hub, Actor actor, Guid? coverId, IReadOnlyList<RecipeEntry> entries, CancellationToken cancellation)
    {
        if (coverId is not { } id) return null;
        var picture = await hub.Pictures.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.OwnerId == actor.Id && p.HiddenReason == null && p.Grid == null, cancellation);
        return picture is not null && RecipeRules.AreSame(picture.Recipe, entries) ? null : "The cover must be one of your own pictures, drawn with exactly this recipe.";
    }
}
