using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Saved recipes, one at a time; lists are in <see cref="RecipeSearch"/>.</summary>
public sealed class Recipes(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked)
{
    /// <returns>Null when there is none, or none that this viewer may see.</returns>
    public async Task<RecipeDetails?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var visible = VisibleTo(hub.Recipes, viewer).Where(r => r.Id == id);
        var card = await visible.Select(Card(hub)).FirstOrDefaultAsync(cancellation);
        if (card is null) return null;

        var recipe = await visible.AsNoTracking().SingleAsync(cancellation);
        return new RecipeDetails { Card = card, Description = recipe.Description, Settings = recipe.Settings, Entries = recipe.Entries, CoverId = recipe.CoverId };
    }

    public async Task<ActionResult> DescribeAsync(Actor actor, Guid id, RecipeWords words, CancellationToken cancellation)
    {
        if (RecipeRules.Problems(words).FirstOrDefault() is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var recipe = await hub.Recipes.FirstOrDefaultAsync(r => r.Id == id && !r.IsDeleted, cancellation);
        if (recipe is null) return new ActionResult.NotFound();
        if (recipe.OwnerId != actor.Id) return new ActionResult.NotAllowed();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused("Your account is suspended; recipes cannot be changed now.");
        if (await RecipePictures.CoverProblemAsync(hub, actor, words.CoverId, recipe.Entries, cancellation) is { } cover) return new ActionResult.Refused(cover);
        if (await blocked.ProblemAsync(hub, words.Visibility, words.CoverId, recipe.StartBlob, cancellation) is { } block) return new ActionResult.Refused(block);

        (recipe.Title, recipe.Description, recipe.Visibility, recipe.CoverId) = (words.Title.Trim(), words.Description.Trim(), words.Visibility, words.CoverId);
        await hub.SaveChangesAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Nothing of it stays but its place in the tree of those that were made from it.</summary>
    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var recipe = await hub.Recipes.Include(r => r.Concepts).FirstOrDefaultAsync(r => r.Id == id && !r.IsDeleted, cancellation);
        if (recipe is null) return new ActionResult.NotFound();
        if (recipe.OwnerId != actor.Id) return new ActionResult.NotAllowed();

        await TakeAwayAsync(hub, recipe, cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>The same within a transaction of the caller's, who saves.</summary>
    internal static async Task TakeAwayAsync(HubDbContext hub, Recipe recipe, CancellationToken cancellation)
    {
        if (await hub.Recipes.AnyAsync(r => r.ParentId == recipe.Id, cancellation)) Empty(recipe);
        else hub.Recipes.Remove(recipe);
    }

    /// <summary>Those of <see cref="Sharing"/> that are not deleted.</summary>
    internal static IQueryable<Recipe> VisibleTo(IQueryable<Recipe> recipes, Actor? viewer) => recipes.Where(r => !r.IsDeleted).VisibleTo(viewer);

    /// <summary>Those that everybody finds.</summary>
    internal static IQueryable<Recipe> Listed(IQueryable<Recipe> recipes) => recipes.Where(r => !r.IsDeleted).Listed();

    internal static Expression<Func<Recipe, RecipeCard>> Card(HubDbContext hub) => recipe => new RecipeCard
    {
        Id = recipe.Id,
        Title = recipe.Title,
        MakerId = recipe.OwnerId,
        MakerName = recipe.Owner.UserName ?? "",
        MakerDisplayName = recipe.Owner.DisplayName,
        Cover = recipe.Cover != null && recipe.Cover.HiddenReason == null ? recipe.Cover.Blob : null,
        IsForAdults = recipe.Concepts.Any(used => used.Concept.AgeRating == AgeRating.Adult),
        Visibility = recipe.Visibility,
        HiddenReason = recipe.HiddenReason,
        ConceptNames = recipe.Concepts.Where(used => used.Concept.State == ConceptState.Published).OrderBy(used => used.Place).Select(used => used.Concept.Name).ToList(),
        Remixes = hub.Recipes.Count(r => r.ParentId == recipe.Id && !r.IsDeleted && r.Visibility == RecipeVisibility.Public && r.HiddenReason == null),
        CreatedAt = recipe.CreatedAt,
    };

    private static void Empty(Recipe recipe)
    {
        (recipe.IsDeleted, recipe.Title, recipe.Description, recipe.Entries) = (true, "", "", []);
        recipe.Settings = new PictureSettings { Prompt = "" };
        (recipe.StartBlob, recipe.CoverId, recipe.HiddenReason) = (null, null, null);
        recipe.Concepts.Clear();
    }
}
