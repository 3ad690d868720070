using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>A block of rows of one layer of the plan.</summary>
internal readonly record struct BlockPlace(int Layer, int Block);

/// <summary>What the parts of a recipe together do to one place: sums in the order of ids, in float32. Tensors go to the caller's scope.</summary>
internal sealed class RecipeChange
{
    private readonly ILookup<BlockPlace, (AdapterLayer Layer, float Strength)> _blocks;
    private readonly ILookup<string, (LoraModule Module, float Strength)> _modules;

    public RecipeChange(IEnumerable<MergePart> parts, BlockPlan plan, Codebook codebook)
    {
        var ordered = parts.OrderBy(p => p.Id).ToList();
        _blocks = ordered.OfType<RecipePart>().SelectMany(part => PlacesOf(part, plan, codebook).Select(place => (place, part)))
            .ToLookup(it => it.place, it => (it.part.Adapter.Layers[it.place.Layer], it.part.Strength));
        _modules = ordered.OfType<LoraPart>().SelectMany(part => part.Lora.Modules.Select(module => (module, part.Strength)))
            .ToLookup(it => it.module.Path, StringComparer.Ordinal);
    }

    /// <summary>The blocks a concept holds, one in each layer.</summary>
    public static IEnumerable<BlockPlace> PlacesOf(RecipePart part, BlockPlan plan, Codebook codebook)
    {
        var codeword = codebook.Encode(part.Adapter.ConceptNumber);
        return plan.LayerSites.Select((site, layer) => new BlockPlace(layer, codeword[site]));
    }

    /// <summary>Blocks of the layer that concepts hold.</summary>
    public IEnumerable<BlockPlace> BlocksOf(int layer) => _blocks.Select(it => it.Key).Where(place => place.Layer == layer);

    /// <summary>Whether an ordinary LoRA changes the layer.</summary>
    public bool HasLoras(string path) => _modules.Contains(path);

    /// <summary>The concepts' change of a block, [rows, inputs]; null when no concept holds it.</summary>
    public Tensor? OfBlock(BlockPlace place, Device device) =>
        Sum(_blocks[place].Select(it => Delta(it.Layer.B, it.Layer.A, it.Layer.Rank, it.Strength, device)));

    /// <summary>The LoRAs' change of a layer, [outputs, inputs · kernel]; null when none changes it.</summary>
    public Tensor? OfLoras(string path, Device device) =>
        Sum(_modules[path].Select(it => Delta(it.Module.Up, it.Module.Down, it.Module.Rank, it.Module.Scale * it.Strength, device)));

    private static Tensor? Sum(IEnumerable<Tensor> changes) => changes.Aggregate((Tensor?)null, (sum, change) => sum is null ? change : sum + change);

    // The factor is a tensor: a number passed to an operation may be freed under it (docs/decisions/0006).
    private static Tensor Delta(float[] up, float[] down, int rank, float factor, Device device) =>
        tensor(up, [up.Length / rank, rank]).mm(tensor(down, [rank, down.Length / rank])).mul_(tensor(factor)).to(device);
}
