using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// The weights of recipes that share a pass, whole and one above the other: one product for each layer instead of one for each block of
/// each recipe. Takes as much memory as the layers do, times the recipes, so it is for small models; large ones write rows
/// (<see cref="UnmergedRecipe.Apart"/>), whose number costs little there.
/// </summary>
internal sealed class StackedRecipes : IDisposable
{
    private const long Budget = 256L << 20;   // bytes

    private readonly IReadOnlyList<UnmergedRecipe> _recipes;
    private readonly IReadOnlyList<Tensor?> _layers;   // of the plan: [recipes, inputs, outputs]

    /// <param name="model">Nothing is merged into it now.</param>
    public StackedRecipes(StableDiffusionModel model, IReadOnlyList<UnmergedRecipe> recipes)
    {
        _recipes = recipes;
        using var off = inference_mode();
        _layers = [.. model.UNet.AdaptableLayers.Select((it, i) => Stacked(i, it.Layer.Weight))];
    }

    /// <summary>Whether the stack of so many recipes is worth its memory.</summary>
    public static bool Fit(StableDiffusionModel model, int recipes) =>
        recipes * model.UNet.AdaptableLayers.Sum(it => it.Layer.Weight.numel() * it.Layer.Weight.element_size()) <= Budget;

    public bool IsOf(IReadOnlyList<UnmergedRecipe> recipes) => _recipes.SequenceEqual(recipes, ReferenceEqualityComparer.Instance);

    /// <param name="layer">Of the plan.</param>
    public ApartWeights Of(int layer) => new(_layers[layer], []);

    public void Dispose()
    {
        foreach (var layer in _layers) layer?.Dispose();
    }

    private Tensor? Stacked(int layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var each = _recipes.Select(recipe => recipe.Whole(layer, weight)).ToList();
        return each.TrueForAll(whole => whole is null) ? null : stack([.. each.Select(whole => (whole ?? weight).transpose(0, 1))]).DetachFromDisposeScope();
    }
}
