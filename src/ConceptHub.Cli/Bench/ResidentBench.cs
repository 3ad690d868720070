using ConceptHub.BlockLora;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Cli.Bench;

/// <summary>
/// Whether a merge takes longer where many adapters are kept in memory: recipes out of a cache of few and out of one of many, turn by turn,
/// so that the machine's clock is the same for both.
/// </summary>
internal sealed class ResidentBench(int merges, CancellationToken cancellation)
{
    private const int Few = 10, Many = 500, RecipeSize = 5, Uncounted = 5;
    private const double Flat = 1.25;   // of the few; more is not the noise of one run

    /// <param name="model">Nothing is merged into it, then as now.</param>
    public IReadOnlyList<Measure> Measure(StableDiffusionModel model)
    {
        var parts = Bars.Run($"making {Many} random concepts", 1, _ => RandomRecipe.Of(model.Plan, model.Codebook, Many, seed: 11));
        using var few = Cache([.. parts.Take(Few)]);
        using var many = Cache(parts);
        var (random, ofFew, ofMany) = (new Random(5), new List<double>(), new List<double>());
        Bars.Run("merging beside few and many", Uncounted + merges, bar =>
        {
            for (var i = 0; i < Uncounted + merges; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                ofFew.Add(Merge(model, few, [.. parts.Take(Few)], random));
                ofMany.Add(Merge(model, many, parts, random));
                bar.At(i + 1);
            }
        });
        var (first, second) = (1000 * PassMeasurement.Median(ofFew.Skip(Uncounted)), 1000 * PassMeasurement.Median(ofMany.Skip(Uncounted)));
        return
        [
            new($"recipe.resident{Few}.p50", first, "ms"), new($"recipe.resident{Few}.bytes", Mebibytes(few), "MiB"),
            new($"recipe.resident{Many}.p50", second, "ms"), new($"recipe.resident{Many}.bytes", Mebibytes(many), "MiB"),
            Shell.Measure.AtMost($"recipe.resident{Many}.of-resident{Few}", second / first, "times", Flat),
        ];
    }

    // As on a site, but with room for all.
    private static BudgetedCache<ConceptAdapter> Cache(IReadOnlyList<RecipePart> parts)
    {
        var budget = new MemoryBudget((long)(parts.Sum(part => part.Adapter.Bytes) / CacheShare.Adapters.Part) + 1024);
        var cache = budget.Share<ConceptAdapter>(CacheShare.Adapters, adapter => adapter.Bytes);
        foreach (var part in parts) cache.Add(part.Adapter.TriggerWord, part.Adapter).Dispose();
        return cache;
    }

    /// <returns>Seconds from the names of a recipe's adapters to its weights.</returns>
    private static double Merge(StableDiffusionModel model, BudgetedCache<ConceptAdapter> cache, IReadOnlyList<RecipePart> parts, Random random)
    {
        var chosen = new HashSet<RecipePart>(ReferenceEqualityComparer.Instance);
        while (chosen.Count < RecipeSize) chosen.Add(parts[random.Next(parts.Count)]);
        var seconds = PassMeasurement.Timed(() =>
        {
            model.Merge.Apply([.. chosen.Select(part => part with { Adapter = Kept(cache, part.Adapter.TriggerWord) })]);
            return model.UNet.AdaptableLayers[0].Layer.Weight;
        });
        model.Merge.Clear();
        return seconds;
    }

    private static ConceptAdapter Kept(BudgetedCache<ConceptAdapter> cache, string name)
    {
        using var loan = cache.Find(name) ?? throw new CannotRunException($"{name} is not in its cache.");
        return loan.Value;
    }

    private static double Mebibytes(BudgetedCache<ConceptAdapter> cache) => cache.Figures.Bytes / (double)(1 << 20);
}
