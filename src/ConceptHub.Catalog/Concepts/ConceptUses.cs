using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Counts what concepts are used for, in the transaction of the use.</summary>
internal static class ConceptUses
{
    public static async Task AddPicturesAsync(HubDbContext hub, IReadOnlyCollection<PictureConcept> uses, DateTimeOffset now, CancellationToken cancellation)
    {
        var times = uses.CountBy(use => use.ConceptId).ToDictionary();
        foreach (var concept in await hub.Concepts.Where(c => times.Keys.Contains(c.Id)).ToListAsync(cancellation))
        {
            concept.PicturesMade += times[concept.Id];
            concept.Trend = Trending.Used(concept.Trend, now);   // a grid of fifty is one use
        }
    }

    public static async Task AddRecipeAsync(HubDbContext hub, Recipe recipe, DateTimeOffset now, CancellationToken cancellation)
    {
        var used = recipe.Concepts.Select(part => part.ConceptId).Distinct().ToList();
        foreach (var concept in await hub.Concepts.Where(c => used.Contains(c.Id)).ToListAsync(cancellation))
        {
            concept.RecipesMade++;
            concept.Trend = Trending.Used(concept.Trend, now);
        }
    }
}
