using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Recipes that differ and go through one pass: beside the base's weights each layer writes the rows that they change, all at once where
/// memory allows to stack them (<see cref="StackedRows"/>), else one by one (<see cref="SampleRows"/>). Until it is disposed.
/// </summary>
internal sealed class RecipesApart : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly IReadOnlyList<UnmergedRecipe> _recipes;   // of the units
    private readonly Loan<StackedRecipes>? _stack;

    /// <param name="model">Nothing is merged into it.</param>
    /// <param name="counts">How many samples each recipe has, in the batch's order.</param>
    public RecipesApart(StableDiffusionModel model, IReadOnlyList<UnmergedRecipe> recipes, IReadOnlyList<long> counts, DrawingCaches caches)
    {
        _model = model;
        var unit = counts.Aggregate(Divisor);
        IReadOnlyList<UnmergedRecipe> units = [.. recipes.Zip(counts).SelectMany(it => Enumerable.Repeat(it.First, (int)(it.Second / unit)))];
        _stack = caches.Stack(model, units);
        (_recipes, Units) = _stack is null ? (recipes, counts) : (units, [.. units.Select(_ => unit)]);
    }

    /// <summary>How many samples belong together, one after the other.</summary>
    public IReadOnlyList<long> Units { get; }

    /// <summary>Has the layers write.</summary>
    /// <param name="parts">Samples of each part of the pass (<see cref="Pipelines.PassTeam"/>): of whole units.</param>
    public void Set(IReadOnlyList<long> parts)
    {
        var (ranges, first) = (new List<Range>(), 0);
        foreach (var samples in parts)
        {
            var last = first;
            for (var held = 0L; held < samples; last++) held += Units[last];
            ranges.Add(first..last);
            first = last;
        }

        IReadOnlyList<IReadOnlyList<ApartWeights>> stacked = _stack is { } stack ? [.. ranges.Select(stack.Value.Of)] : [];
        foreach (var (i, (_, layer)) in _model.UNet.AdaptableLayers.Index())
            layer.Apart = _stack is null ? [.. ranges.Select(range => UnmergedRecipe.Apart(i, [.. _recipes.Take(range)], [.. Units.Take(range)]))] : [.. stacked.Select(part => part[i])];
    }

    public void Dispose()
    {
        foreach (var (_, layer) in _model.UNet.AdaptableLayers) layer.Apart = [];
        _stack?.Dispose();
    }

    // The greatest common one: drawings with and without guidance have two samples and one.
    private static long Divisor(long one, long other) => other == 0 ? one : Divisor(other, one % other);
}
