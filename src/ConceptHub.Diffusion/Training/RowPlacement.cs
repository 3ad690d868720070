using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Training;

/// <summary>Says for each layer of a plan which rows a training may change.</summary>
internal sealed class RowPlacement
{
    private const int Digits = 3;
    private readonly BlockPlan _plan;
    private readonly TrainingVariant _variant;
    private readonly int _blocks;
    private readonly IReadOnlyList<int> _codeword;   // block by site

    public RowPlacement(BlockPlan plan, TrainingVariant variant, int conceptNumber, string triggerWord)
    {
        (_plan, _variant, _blocks) = (plan, variant, variant.Blocks ?? plan.Blocks);
        _codeword = variant.Rows == RowChoice.Hashed
            ? [.. Enumerable.Range(0, plan.Sites.Count).Select(site => (int)(Hash($"{triggerWord}/{site}") % (uint)_blocks))]
            : new Codebook(_blocks, plan.Sites.Count, Digits).Encode(conceptNumber).Blocks;
    }

    /// <summary>The rows of a layer in the plan's order; null when the layer stays as it is.</summary>
    public IReadOnlyList<int>? Rows(int layer)
    {
        var adapted = _plan.Layers[layer];
        if (_variant.Layers == LayerChoice.KeyValue && !IsCrossKeyOrValue(adapted.Name)) return null;
        if (_variant.Rows == RowChoice.None) return null;
        return _variant.Rows == RowChoice.Whole ? [.. Enumerable.Range(0, adapted.Outputs)] : Block(adapted, _codeword[_plan.LayerSites[layer]]);
    }

    /// <summary>Whether the layer reads text: keys and values of cross-attention, by diffusers' names.</summary>
    public static bool IsCrossKeyOrValue(string layer) =>
        layer.EndsWith(".attn2.to_k", StringComparison.Ordinal) || layer.EndsWith(".attn2.to_v", StringComparison.Ordinal);

    private IReadOnlyList<int> Block(AdaptedLayer layer, int block)
    {
        if (_variant.Layout == RowLayout.Strided) return [.. Enumerable.Range(0, layer.Outputs).Where(row => row % _blocks == block)];
        var (first, last) = ((int)((long)block * layer.Outputs / _blocks), (int)((long)(block + 1) * layer.Outputs / _blocks));
        var rows = Enumerable.Range(0, layer.Outputs).ToArray();
        if (_variant.Layout == RowLayout.Permuted) new Random((int)(Hash(layer.Name) & int.MaxValue)).Shuffle(rows);
        return rows[first..last];
    }

    // String.GetHashCode differs from run to run.
    private static uint Hash(string text) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
