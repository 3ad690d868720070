using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Whom a concept is merged with to see how much of it is left.</summary>
internal static class KeptCompanions
{
    public const int Most = 14;

    // More than are taken, since some are of other base models or are not to be merged.
    private const int Looked = 100;

    /// <summary>Newest versions of the concepts that it is used with most in public recipes and pictures, then of those used most of all.</summary>
    public static async Task<IReadOnlyList<ConceptVersion>> OfAsync(HubDbContext hub, ConceptVersion version, CancellationToken cancellation)
    {
        var (together, used) = (await TogetherAsync(hub, version.ConceptId, cancellation), await MostUsedAsync(hub, version, cancellation));
        List<Guid> ids = [.. together.Concat(used).Distinct()];
        var versions = await hub.ConceptVersions.AsNoTracking().Include(v => v.Concept)
            .Where(v => ids.Contains(v.ConceptId) && v.Concept.State == ConceptState.Published && v.BaseModelHash == version.BaseModelHash && v.PlanHash == version.PlanHash
                && !hub.ConceptVersions.Any(later => later.ConceptId == v.ConceptId && later.Number > v.Number))
            .ToListAsync(cancellation);
        return [.. versions.Where(it => MayBeMerged(it.Concept.Licence)).OrderBy(it => ids.IndexOf(it.ConceptId)).Take(Most)];
    }

    /// <summary>Whether everybody may draw and merge it.</summary>
    public static bool MayBeMerged(Licence licence) => licence.Uses.HasFlag(HubUse.Draw | HubUse.Merge);

    private static Task<List<Guid>> TogetherAsync(HubDbContext hub, Guid id, CancellationToken cancellation)
    {
        var recipes = hub.Recipes.Where(r => r.Visibility == RecipeVisibility.Public && !r.IsDeleted && r.HiddenReason == null);
        var pictures = hub.Pictures.Where(p => p.Visibility == PictureVisibility.Public && p.HiddenReason == null);
        var inRecipes =
            from own in hub.RecipeConcepts
            where own.ConceptId == id && recipes.Any(r => r.Id == own.RecipeId)
            from other in hub.RecipeConcepts.Where(it => it.RecipeId == own.RecipeId && it.ConceptId != id)
            select other.ConceptId;
        var inPictures =
            from own in hub.PictureConcepts
            where own.ConceptId == id && pictures.Any(p => p.Id == own.PictureId)
            from other in hub.PictureConcepts.Where(it => it.PictureId == own.PictureId && it.ConceptId != id)
            select other.ConceptId;
        return inRecipes.Concat(inPictures).GroupBy(other => other).OrderByDescending(times => times.Count()).Select(times => times.Key).Take(Looked).ToListAsync(cancellation);
    }

    private static Task<List<Guid>> MostUsedAsync(HubDbContext hub, ConceptVersion version, CancellationToken cancellation) =>
        hub.Concepts.Where(c => c.State == ConceptState.Published && c.Id != version.ConceptId && c.Versions.Any(v => v.BaseModelHash == version.BaseModelHash))
            .OrderByDescending(c => c.PicturesMade).ThenBy(c => c.PublishedAt).Select(c => c.Id).Take(Looked).ToListAsync(cancellation);
}
