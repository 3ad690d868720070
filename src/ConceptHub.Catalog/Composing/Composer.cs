using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Looks a recipe up and turns a composition into a job.</summary>
public sealed class Composer(IDbContextFactory<HubDbContext> hubs, TimeProvider clock, JobLimits limits, StorageQuotas storage)
{
    /// <summary>Concepts that one recipe may hold.</summary>
    public const int LongestRecipe = 32;

    /// <summary>Problems are given for switched-off entries too, so that the page can mark them.</summary>
    public async Task<ResolvedRecipe> ResolveAsync(InstalledModel model, IReadOnlyList<RecipeEntry> recipe, RecipeUse use, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await ResolveAsync(hub, model, recipe, use, cancellation);
    }

    /// <summary>Queues the picture; switched-off entries are kept in the recipe and not looked at.</summary>
    public async Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Composition composition, CancellationToken cancellation)
    {
        var problems = CompositionRules.Problems(composition).ToList();
        if (problems.Count > 0) return new SubmitResult.Refused(problems);
        if (await storage.FullAsync(actor, cancellation) is { } full) return new SubmitResult.Refused([full.Problem, StorageUse.Advice]);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var taking = composition.Recipe.Where(entry => entry.Enabled || composition.Grid?.IsAbout(entry.ConceptId) == true).Select(entry => entry with { Enabled = true });
        var resolved = await ResolveAsync(hub, model, [.. taking], RecipeUse.Drawing(actor), cancellation);
        if (resolved.Problems.Count > 0) return new SubmitResult.Refused([.. resolved.Problems.Select(problem => problem.Sentence)]);
        if (composition.Grid?.Problems(composition, resolved.Parts).ToList() is { Count: > 0 } gridProblems) return new SubmitResult.Refused(gridProblems);
        var parts = composition.Settings.IsSettled ? await Settlings.QuietAsync(hub, model, composition.Recipe, resolved.Parts, cancellation) : resolved.Parts;
        if (parts is null) return new SubmitResult.Refused(["These concepts have not been made quiet on each other yet. Do that first, or draw without."]);
        if (composition.Settings.Start is { } start && !await BlobAccess.MaySeeAsync(hub, start.Blob, actor, cancellation))
            return new SubmitResult.Refused(["The start picture is not there any more. Please choose another one, or draw without."]);
        if (await JobDesk.RefusalAsync(hub, actor, JobKind.Generate, limits, cancellation) is { } refusal) return refusal;
        if (composition.Visibility == PictureVisibility.Public && await Members.MuteProblemAsync(hub, actor, cancellation) is { } muted)
            return new SubmitResult.Refused([$"{muted} Please draw for yourself alone meanwhile."]);

        var grid = composition.Grid?.Ordered(composition, resolved.Parts);
        var job = new Job
        {
            OwnerId = actor.Id,
            Kind = JobKind.Generate,
            Title = composition.Settings.Prompt.Trim(),
            Order = new GenerationOrder
            {
                Model = model,
                Settings = composition.Settings,
                Recipe = composition.Recipe,
                Parts = parts,
                Count = composition.Count,
                Grid = grid,
                Visibility = composition.Visibility,
            },
            Of = grid?.Cells.Sum(cell => cell.Settings.Steps) ?? composition.Settings.Steps,
            CreatedAt = clock.GetUtcNow(),
        };
        hub.Jobs.Add(job);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SubmitResult.Queued(job.Id);
    }

    internal static async Task<ResolvedRecipe> ResolveAsync(HubDbContext hub, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, RecipeUse use, CancellationToken cancellation)
    {
        var wanted = recipe.Select(entry => entry.ConceptId).ToArray();
        var versions = await hub.ConceptVersions.AsNoTracking().Include(v => v.Concept)
            .Where(v => wanted.Contains(v.ConceptId)).ToListAsync(cancellation);
        var merged = recipe.Where(entry => entry.Enabled).Select(entry => entry.ConceptId).ToHashSet();
        var others = versions.Where(v => merged.Contains(v.ConceptId)).Select(v => Licenced(v.Concept)).ToList();

        var parts = new List<ResolvedEntry>();
        var problems = new List<RecipeProblem>();
        foreach (var entry in recipe)
        {
            var version = versions.Find(v => v.ConceptId == entry.ConceptId && v.Number == entry.Version);
            var problem = ProblemOf(entry, version, model, use.User)
                ?? UseControl.Problem(Licenced(version!.Concept), others, use)
                ?? (parts.Exists(part => part.ConceptId == entry.ConceptId) ? $"“{version!.Concept.Name}” stands twice in the recipe." : null);
            if (problem is not null) problems.Add(new RecipeProblem(entry.ConceptId, problem));
            else parts.Add(ResolvedEntry.Of(version!, entry.Strength) with { Region = entry.Region });
        }

        return new ResolvedRecipe(parts, problems);
    }

    private static string? ProblemOf(RecipeEntry entry, ConceptVersion? version, InstalledModel model, Guid? viewer) => version switch
    {
        null => "A concept of the recipe, or that version of it, does not exist any more. Please take it out.",
        { Concept.State: ConceptState.Deleted } => $"“{version.Concept.Name}” was deleted by its creator. Please take it out of the recipe.",
        { Concept.State: ConceptState.Hidden } => $"“{version.Concept.Name}” is hidden by a moderator and cannot be used now.",
        { Concept.State: ConceptState.Awaiting } when version.Concept.OwnerId != viewer => $"“{version.Concept.Name}” waits until a moderator has looked at it. Please take it out of the recipe.",
        { Concept.State: ConceptState.Unpublished } when version.Concept.OwnerId != viewer => $"“{version.Concept.Name}” was taken out of the catalog by its creator. Please take it out of the recipe.",
        _ when !CompositionRules.IsStrength(entry.Strength) => Text($"The strength of “{version.Concept.Name}” goes from 0 to 2, not {entry.Strength}."),
        _ when version.BaseModelHash != model.Hash || version.PlanHash != model.PlanHash => $"“{version.Concept.Name}” was trained for another base model.",
        _ => null,
    };

    private static LicencedConcept Licenced(Concept concept) => new(concept.Name, concept.OwnerId, "", concept.Licence);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
