using ConceptHub.Catalog;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Compose;

/// <summary>Looks up what the composer shows of a recipe, problems included.</summary>
internal sealed class RecipeLookup(Catalog.Concepts concepts, Composer composer, BaseModelGate gate)
{
    public async Task<IReadOnlyList<RecipeItem>> ItemsAsync(IReadOnlyList<RecipeEntry> recipe, Actor? viewer, CancellationToken cancellation)
    {
        var problems = gate.Current is { } model
            ? (await composer.ResolveAsync(model.Installed, recipe, viewer, cancellation)).Problems.GroupBy(p => p.ConceptId).ToDictionary(p => p.Key, p => p.First().Sentence)
            : [];
        var items = new List<RecipeItem>(recipe.Count);
        foreach (var entry in recipe)
        {
            var concept = await concepts.FindAsync(entry.ConceptId, viewer, cancellation);
            var problem = problems.GetValueOrDefault(entry.ConceptId)
                ?? (concept is null ? ComposeTexts.ConceptDeleted : null);
            items.Add(new RecipeItem(entry, concept, problem));
        }

        return items;
    }

    /// <summary>An entry for the newest version at its recommended strength, or null when there is no such concept.</summary>
    public async Task<RecipeEntry?> EntryAsync(Guid conceptId, Actor viewer, CancellationToken cancellation) =>
        await concepts.FindAsync(conceptId, viewer, cancellation) is { Versions: [var newest, ..] }
            ? new RecipeEntry(conceptId, newest.Number, newest.Strength.Recommended)
            : null;
}
