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
        // The factor is a tensor: a number passed to an operation may be freed under it (docs/decisions/0006).
        var ups = products.Select(it => tensor(it.Up, [it.Up.Length / it.Rank, it.Rank]).mul_(tensor(it.Factor))).ToList();
        var downs = products.Select(it => tensor(it.Down, [it.Rank, it.Down.Length / it.Rank])).ToList();
        return products.Count == 1
            ? new RowsChange(firstRow, ups[0].to(device), downs[0].to(device))
            : new RowsChange(firstRow, cat(ups, 1).to(device), cat(downs, 0).to(device));
    }
}
