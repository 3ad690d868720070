using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>A block of rows of one layer of the plan.</summary>
internal readonly record struct BlockPlace(int Layer, int Block);

/// <summary>A product that is added to some rows of a weight.</summary>
/// <param name="FirstRow">Of the weight.</param>
/// <param name="Up">[rows, rank], float32, strengths folded in.</param>
/// <param name="Down">[rank, columns], float32.</param>
internal readonly record struct RowsChange(long FirstRow, Tensor Up, Tensor Down);

/// <summary>
/// What the parts of a recipe together do to one place. Parts that meet there are one product, joined along the rank axis in the order
/// of ids, so their sum is added to the weight at once. Tensors go to the caller's scope.
/// </summary>
internal sealed class RecipeChange
{
    private readonly BlockPlan _plan;
    private readonly List<RecipePart> _concepts;
    private readonly ILookup<string, (LoraModule Module, float Strength)> _modules;

    public RecipeChange(IEnumerable<MergePart> parts, BlockPlan plan)
    {
        var ordered = parts.OrderBy(p => p.Id).ToList();
        _plan = plan;
        _concepts = [.. ordered.OfType<RecipePart>()];
        _modules = ordered.OfType<LoraPart>().SelectMany(part => part.Lora.Modules.Select(module => (module, part.Strength)))
            .ToLookup(it => it.module.Path, StringComparer.Ordinal);
    }

    /// <summary>The blocks a concept holds, one in each layer.</summary>
    public static IEnumerable<BlockPlace> PlacesOf(RecipePart part, BlockPlan plan) =>
        plan.LayerSites.Select((site, layer) => new BlockPlace(layer, part.Adapter.Codeword[site]));

    /// <summary>Blocks of the layer that concepts hold.</summary>
    public IEnumerable<BlockPlace> BlocksOf(int layer) => _concepts.Select(part => PlaceOf(part, layer)).Distinct();

    /// <summary>Whether an ordinary LoRA changes the layer.</summary>
    public bool HasLoras(string path) => _modules.Contains(path);

    /// <summary>The concepts' change of a block; null when no concept holds it.</summary>
    public RowsChange? OfBlock(BlockPlace place, Device device)
    {
        var held = _concepts.Where(part => PlaceOf(part, place.Layer) == place).Select(part => (Layer: part.Adapter.Layers[place.Layer], part.Strength));
        var first = _plan.Rows(_plan.Layers[place.Layer], place.Block).Start.Value;
        return Joined(first, [.. held.Select(it => (it.Layer.B, it.Layer.A, it.Layer.Rank, it.Strength))], device);
    }

    /// <summary>The LoRAs' change of a layer; null when none changes it.</summary>
    public RowsChange? OfLoras(string path, Device device) =>
        Joined(0, [.. _modules[path].Select(it => (it.Module.Up, it.Module.Down, it.Module.Rank, it.Module.Scale * it.Strength))], device);

    private BlockPlace PlaceOf(RecipePart part, int layer) => new(layer, part.Adapter.Codeword[_plan.LayerSites[layer]]);

    private static RowsChange? Joined(long firstRow, IReadOnlyList<(float[] Up, float[] Down, int Rank, float Factor)> products, Device device)
    {
        if (products.Count == 0) return null;
        var (rank, rows, columns) = (products.Sum(it => it.Rank), products[0].Up.Length / products[0].Rank, products[0].Down.Length / products[0].Rank);
        var (up, down) = (new float[rows * rank], new float[rank * columns]);
        var done = 0;   // of the rank
        foreach (var it in products)
        {
            for (var row = 0; row < rows; row++)
                for (var i = 0; i < it.Rank; i++) up[row * rank + done + i] = it.Up[row * it.Rank + i] * it.Factor;
            it.Down.CopyTo(down, done * columns);
            done += it.Rank;
        }

        return new RowsChange(firstRow, tensor(up, [rows, rank], device: device), tensor(down, [rank, columns], device: device));
    }
}
