using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>
/// A recipe merged as tools for ordinary LoRAs do it: each concept is a LoRA over all rows, and after any change all weights are restored
/// and all products are added again. For comparison with <see cref="RecipeMerge"/>, which makes the same weights.
/// </summary>
public sealed class DenseRecipe
{
    private readonly List<(Tensor Weight, Tensor Pristine, List<(Tensor Up, Tensor Down)> Products)> _layers;

    /// <param name="weights">The base's, with nothing merged; changed in place by <see cref="Apply"/>. Copies go to the caller's scope.</param>
    public DenseRecipe(AdaptableWeights weights, BlockPlan plan, IReadOnlyList<RecipePart> recipe)
    {
        using var off = no_grad();
        _layers = [.. plan.Layers.Select((layer, i) =>
        {
            Tensor weight = weights.ByPath[AdaptableWeights.PathOf(layer)];
            return (weight, weight.clone(), recipe.Select(part => Product(part, plan, i, weight.device)).ToList());
        })];
    }

    /// <summary>Restores every weight of the plan and adds the products of the first concepts; 0 leaves the base.</summary>
    public void Apply(int concepts)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (weight, pristine, products) in _layers)
        {
            weight.copy_(pristine);
            foreach (var (up, down) in products.Take(concepts)) weight.addmm_(up, down);
        }
    }

    // Up [outputs, rank] is zero outside the concept's rows, down is [rank, inputs].
    private static (Tensor Up, Tensor Down) Product(RecipePart part, BlockPlan plan, int index, Device device)
    {
        var (layer, adapter) = (plan.Layers[index], part.Adapter.Layers[index]);
        var first = plan.Rows(index, part.Adapter.Codeword).Start.Value;
        var up = zeros([layer.Outputs, adapter.Rank]);
        var rows = tensor(adapter.B, [adapter.B.Length / adapter.Rank, adapter.Rank]).mul_(tensor(part.Strength));
        up.narrow(0, first, rows.shape[0]).copy_(rows);
        return (up.to(device), tensor(adapter.A, [adapter.Rank, layer.Inputs]).to(device));
    }
}
