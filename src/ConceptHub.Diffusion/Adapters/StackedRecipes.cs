using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Recipes that share a pass: of each layer the rows that they change, stacked.</summary>
internal sealed class StackedRecipes : IDisposable
{
    private readonly IReadOnlyList<StackedRows?> _layers;   // of the plan

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

    /// <param name="layer">Of the plan.</param>
    /// <param name="range">Of the recipes.</param>
    /// <returns>In the caller's scope; null where none of all recipes changes the layer.</returns>
    public StackedRows? Of(int layer, Range range) => _layers[layer]?.Narrow(range.Start.Value, range.End.Value - range.Start.Value);

    public void Dispose()
    {
        foreach (var layer in _layers) layer?.Dispose();
    }
}
