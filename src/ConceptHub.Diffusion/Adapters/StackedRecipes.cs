using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Recipes that share a pass: of each layer the rows that they change, stacked.</summary>
internal sealed class StackedRecipes : IDisposable
{
    private readonly IReadOnlyList<StackedRows?> _layers;   // of the plan
    private readonly Dictionary<Range, IReadOnlyList<ApartWeights>> _ranges = [];

    /// <param name="recipes">In the order of their equal shares of the samples; one may be there several times.</param>
    public StackedRecipes(StableDiffusionModel model, IReadOnlyList<UnmergedRecipe> recipes)
    {
        using var off = inference_mode();
        _layers = [.. model.UNet.AdaptableLayers.Select((it, i) => StackedRows.Of(it.Layer, [.. recipes.Select(recipe => recipe.Of(i))]))];
    }

    /// <summary>Names recipes in this order.</summary>
    public static string KeyOf(IEnumerable<UnmergedRecipe> recipes) => string.Join('|', recipes.Select(recipe => recipe.Key));

    /// <summary>About as much memory as they take stacked.</summary>
    public static long BytesOf(IReadOnlyCollection<UnmergedRecipe> recipes) => recipes.Count * recipes.Max(recipe => recipe.Bytes);

    public long Bytes => _layers.Sum(layer => layer?.Bytes ?? 0);

    /// <param name="range">Of the recipes.</param>
    /// <returns>For each layer of the plan what it takes; kept, since who goes together does so for many steps.</returns>
    public IReadOnlyList<ApartWeights> Of(Range range)
    {
        if (_ranges.TryGetValue(range, out var known)) return known;
        var (first, count) = (range.Start.Value, range.End.Value - range.Start.Value);
        return _ranges[range] = [.. _layers.Select(layer => new ApartWeights(layer?.Narrow(first, count), []))];
    }

    public void Dispose()
    {
        foreach (var rows in _layers.Concat(_ranges.Values.SelectMany(range => range).Select(it => it.Stack))) rows?.Dispose();
    }
}
