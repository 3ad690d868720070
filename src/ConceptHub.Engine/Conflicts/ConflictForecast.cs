using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>
/// Foretells which concepts of a recipe will disturb each other. Each adapter is looked at once on the device, each pair is computed
/// once; both are kept by the adapters' hashes, so that a changed strength or a known concept costs nothing. Safe from any thread.
/// </summary>
public sealed class ConflictForecast(DeviceThread device, IBlobStore blobs)
{
    private const long ProfileBytes = 128L << 20;   // 1,000 concepts of the embedded model, 27 of Stable Diffusion 1.5
    private const long PairBytes = 8L << 20;

    private readonly AdapterReader _adapters = new(blobs, cacheBytes: 0);
    private readonly BlobCache<ConceptProfile> _profiles = new("profiles", ProfileBytes, profile => profile.Crosstalk.Bytes);
    private readonly BlobCache<PairForecast> _pairs = new("pairs", PairBytes, pair => 200 + 4 * pair.Overlap.SharedSites.Count);

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
        if (_profiles.TryGet(concept.AdapterBlob, out var known)) return known;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var adapter = await _adapters.ReadAsync(concept, (await device.Device).Model, cancellation);
            var profile = await device.RunAsync(it => it.Profile(adapter));
            _profiles.Add(concept.AdapterBlob, profile);
            return profile;
        }
        catch (JobRefusedException)
        {
            return null; // drawing will say what is wrong with it
        }
    }

    private PairForecast Pair(RecipeAdapter first, ConceptProfile one, RecipeAdapter second, ConceptProfile two)
    {
        var key = $"{first.AdapterBlob}/{second.AdapterBlob}";
        if (!_pairs.TryGet(key, out var pair))
        {
            var overlap = RecipeConflicts.Between(new SeatedConcept(first.ConceptId, one.Seats), new SeatedConcept(second.ConceptId, two.Seats));
            pair = new PairForecast(overlap, one.Crosstalk.From(two.Crosstalk), two.Crosstalk.From(one.Crosstalk));
            _pairs.Add(key, pair);
        }

        // Two concepts may hold one file.
        return pair with { Overlap = pair.Overlap with { First = first.ConceptId, Second = second.ConceptId } };
    }
}
