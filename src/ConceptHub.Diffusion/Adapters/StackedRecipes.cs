using ConceptHub.Diffusion.Caches;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// The weights of recipes that share a pass, whole and one above the other: one product for each layer instead of one for each block of
/// each recipe. Takes as much memory as the layers do, times the recipes, so it is for small models; large ones write rows
/// (<see cref="UnmergedRecipe.Set"/>), whose number costs little there.
/// </summary>
internal sealed class StackedRecipes : IDisposable
{
    private readonly string _key;
    private readonly IReadOnlyList<Tensor?> _layers;   // of the plan: [recipes, inputs, outputs]

    /// <param name="model">Nothing is merged into it now.</param>
    public StackedRecipes(StableDiffusionModel model, IReadOnlyList<UnmergedRecipe> recipes)
    {
        _key = KeyOf(recipes);
        using var off = inference_mode();
        _layers = [.. model.UNet.AdaptableLayers.Select((it, i) => Stacked(recipes, i, it.Layer.Weight))];
    }

    /// <summary>Memory of the weights.</summary>
    public long Bytes => _layers.OfType<Tensor>().Sum(DrawingCaches.BytesOf);

    /// <summary>Memory that a stack of so many recipes takes at most.</summary>
    public static long BytesOf(StableDiffusionModel model, int recipes) => recipes * model.UNet.AdaptableLayers.Sum(it => DrawingCaches.BytesOf(it.Layer.Weight));

    /// <summary>Names a stack among all of the model's: the recipes in their order.</summary>
    public static string KeyOf(IEnumerable<UnmergedRecipe> recipes) => string.Join('|', recipes.Select(recipe => recipe.Key));

    public bool IsOf(IEnumerable<UnmergedRecipe> recipes) => KeyOf(recipes) == _key;

    /// <summary>Sets each layer to take a weight for each equal part of a batch.</summary>
    public void Set(StableDiffusionModel model)
    {
        foreach (var (i, (_, layer)) in model.UNet.AdaptableLayers.Index()) layer.Stack = _layers[i];
    }

    /// <summary>Layers say again what their weights say.</summary>
    public static void Clear(StableDiffusionModel model)
    {
        foreach (var (_, layer) in model.UNet.AdaptableLayers) layer.Stack = null;
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer?.Dispose();
    }

    private static Tensor? Stacked(IReadOnlyList<UnmergedRecipe> recipes, int layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var each = recipes.Select(recipe => recipe.Whole(layer, weight)).ToList();
        return each.TrueForAll(whole => whole is null) ? null : stack([.. each.Select(whole => (whole ?? weight).transpose(0, 1))]).DetachFromDisposeScope();
    }
}
