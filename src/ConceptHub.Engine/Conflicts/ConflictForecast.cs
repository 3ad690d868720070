using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Engine;

/// <summary>
/// Foretells which concepts of a recipe will disturb each other. Each adapter is looked at once on the device, each pair is computed
/// once; both are kept by the adapters' hashes, so that a changed strength or a known concept costs nothing. Safe from any thread.
/// </summary>
public sealed class ConflictForecast(DeviceThread device, IBlobStore blobs, MemoryBudget budget)
{
    private readonly AdapterReader _adapters = new(blobs);
    private readonly BudgetedCache<ConceptProfile> _profiles = budget.Share<ConceptProfile>(CacheShare.Profiles, profile => profile.Crosstalk.Bytes);   // an eighth of a MB in the embedded model, 5 in Stable Diffusion 1.5
    private readonly BudgetedCache<PairForecast> _pairs = budget.Share<PairForecast>(CacheShare.Pairs, pair => 400 + 4 * pair.Overlap.SharedSites.Count);   // its key of two hashes takes more than half

    /// <summary>All pairs of the concepts, at no strength in particular; adapters that cannot be read are left out.</summary>
    /// <param name="concepts">Of the device's model; strengths are ignored.</param>
    /// <param name="cancellation">Stops between two adapters.</param>
    public async Task<IReadOnlyList<PairForecast>> OfAsync(IReadOnlyList<RecipeAdapter> concepts, CancellationToken cancellation)
    {
        var known = new List<(RecipeAdapter Concept, ConceptProfile Profile)>(concepts.Count);
        foreach (var concept in concepts)
            if (await ProfileAsync(concept, cancellation) is { } profile) known.Add((concept, profile));

        var pairs = new List<PairForecast>(known.Count * (known.Count - 1) / 2);
        for (var i = 0; i < known.Count; i++)
            for (var j = i + 1; j < known.Count; j++) pairs.Add(Pair(known[i].Concept, known[i].Profile, known[j].Concept, known[j].Profile));
        return pairs;
    }

    private async Task<ConceptProfile?> ProfileAsync(RecipeAdapter concept, CancellationToken cancellation)
    {
        using var known = _profiles.Find(concept.AdapterBlob);
        if (known is not null) return known.Value;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var adapter = await _adapters.ReadAsync(concept, (await device.Device).Model, cancellation);
            using var made = _profiles.Add(concept.AdapterBlob, await device.RunAsync(it => it.Profile(adapter)));
            return made.Value;
        }
        catch (JobRefusedException)
        {
            return null; // drawing will say what is wrong with it
        }
    }

    private PairForecast Pair(RecipeAdapter first, ConceptProfile one, RecipeAdapter second, ConceptProfile two)
    {
        using var pair = _pairs.Borrow($"{first.AdapterBlob}/{second.AdapterBlob}", () =>
        {
            var overlap = RecipeConflicts.Between(new SeatedConcept(first.ConceptId, one.Seats), new SeatedConcept(second.ConceptId, two.Seats));
            return new PairForecast(overlap, one.Crosstalk.From(two.Crosstalk), two.Crosstalk.From(one.Crosstalk));
        });

        // Two concepts may hold one file.
        return pair.Value with { Overlap = pair.Value.Overlap with { First = first.ConceptId, Second = second.ConceptId } };
    }
}
