using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Keeps what somebody composed as a recipe with a page of its own.</summary>
public sealed class RecipeSaving(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock)
{
    /// <summary>Recipes that one member may keep.</summary>
    public const int MostPerMember = RecipeRules.MostPerMember;

    public async Task<SaveRecipeResult> SaveAsync(Actor actor, InstalledModel model, RecipeDraft draft, CancellationToken cancellation)
    {
        List<string> problems = [.. RecipeRules.Problems(draft.Words), .. CompositionRules.Problems(new Composition { Settings = draft.Settings, Recipe = draft.Entries })];
        if (!draft.Entries.Any(entry => entry.Enabled)) problems.Add("A recipe needs a concept that is switched on.");
        if (problems.Count > 0) return new SaveRecipeResult.Refused(problems);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var resolved = await Composer.ResolveAsync(hub, model, [.. draft.Entries.Where(entry => entry.Enabled)], RecipeUse.Drawing(actor), cancellation);
        problems.AddRange(resolved.Problems.Select(problem => problem.Sentence));
        if (await RefusalAsync(hub, actor, draft, cancellation) is { } refusal) problems.Add(refusal);
        if (problems.Count > 0) return new SaveRecipeResult.Refused(problems);

        var recipe = NewRecipe(actor, draft, await ParentAsync(hub, actor, draft.ParentId, cancellation));
        recipe.Concepts.AddRange(resolved.Parts.Select((part, place) => new RecipeConcept { Place = place, ConceptId = part.ConceptId, VersionId = part.VersionId, Strength = part.Strength }));
        hub.Recipes.Add(recipe);
        await ConceptUses.AddRecipeAsync(hub, recipe, clock.GetUtcNow(), cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SaveRecipeResult.Saved(recipe.Id);
    }

    private async Task<string?> RefusalAsync(HubDbContext hub, Actor actor, RecipeDraft draft, CancellationToken cancellation)
    {
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return "Your account is suspended; nothing can be saved now.";
        if (await hub.Recipes.CountAsync(r => r.OwnerId == actor.Id && !r.IsDeleted, cancellation) >= RecipeRules.MostPerMember) return $"You have {RecipeRules.MostPerMember} recipes, which is the most. Please delete one first.";
        if (draft.Settings.Start is { } start && !await BlobAccess.MaySeeAsync(hub, start.Blob, actor, cancellation)) return "The start picture is not there any more. Please choose another one, or save without.";
        return await RecipePictures.CoverProblemAsync(hub, actor, draft.Words.CoverId, draft.Entries, cancellation)
            ?? await blocked.ProblemAsync(hub, draft.Words.Visibility, draft.Words.CoverId, draft.Settings.Start?.Blob, cancellation);
    }

    // A parent that was deleted or hidden meanwhile is no reason to lose the work.
    private static async Task<Guid?> ParentAsync(HubDbContext hub, Actor actor, Guid? parent, CancellationToken cancellation) =>
        await Recipes.VisibleTo(hub.Recipes, actor).AnyAsync(r => r.Id == parent, cancellation) ? parent : null;

    private Recipe NewRecipe(Actor actor, RecipeDraft draft, Guid? parent) => new()
    {
        OwnerId = actor.Id,
        ParentId = parent,
        Title = draft.Words.Title.Trim(),
        Description = draft.Words.Description.Trim(),
        Visibility = draft.Words.Visibility,
        Settings = draft.Settings,
        Entries = draft.Entries,
        StartBlob = draft.Settings.Start?.Blob,
        CoverId = draft.Words.CoverId,
        CreatedAt = clock.GetUtcNow(),
    };
}
