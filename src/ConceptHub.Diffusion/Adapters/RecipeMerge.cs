using ConceptHub.BlockLora;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Writes concepts into a UNet's rows and takes them out again. Every affected row is computed anew from its pristine copy, never
/// by subtracting, so taking a concept out restores the base bit for bit (SCIENCE.md 2.2, G2). Where concepts share a block their
/// changes are summed in the order of their ids, then added once.
/// </summary>
public sealed class RecipeMerge(UNet2DConditionModel unet, BlockPlan plan, Codebook codebook) : IDisposable
{
    private readonly Dictionary<(int Layer, int Block), Tensor> _pristine = [];   // [rows, inputs]
    private readonly IReadOnlyList<AdaptableLinear> _layers = [.. unet.AdaptableLayers.Select(l => l.Layer)];
    private Dictionary<Guid, RecipePart> _merged = [];

    /// <summary>What is in the weights now.</summary>
    public IReadOnlyCollection<RecipePart> Parts => _merged.Values;

    /// <summary>Makes the weights base + recipe; only blocks whose concepts or strengths changed are written.</summary>
    /// <exception cref="ArgumentException">An adapter is of another base model or plan.</exception>
    public void Apply(IReadOnlyList<RecipePart> recipe)
    {
        foreach (var part in recipe.Where(p => p.Adapter.PlanHash != plan.Hash))
            throw new ArgumentException($"'{part.Adapter.TriggerWord}' was trained for another base model.", nameof(recipe));

        using var off = no_grad();
        var next = recipe.ToDictionary(p => p.ConceptId);
        var changed = _merged.Values.Where(p => !next.TryGetValue(p.ConceptId, out var q) || q != p)
            .Concat(next.Values.Where(p => !_merged.TryGetValue(p.ConceptId, out var q) || q != p));
        var ordered = next.Values.OrderBy(p => p.ConceptId).ToList();
        foreach (var (layer, block) in changed.SelectMany(Places).Distinct()) Write(layer, block, ordered);
        _merged = next;
    }

    /// <summary>Takes everything out: the weights are the base's again, bit for bit.</summary>
    public void Clear() => Apply([]);

    public void Dispose()
    {
        foreach (var rows in _pristine.Values) rows.Dispose();
    }

    private IEnumerable<(int Layer, int Block)> Places(RecipePart part)
    {
        var codeword = codebook.Encode(part.Adapter.ConceptNumber);
        return Enumerable.Range(0, _layers.Count).Select(layer => (layer, codeword[plan.LayerSites[layer]]));
    }

    private void Write(int layer, int block, List<RecipePart> recipe)
    {
        using var scope = NewDisposeScope();
        var first = plan.Rows(plan.Layers[layer], block).Start.Value;
        var rows = _layers[layer].Weight.narrow(0, first, plan.RowCount(plan.Layers[layer], block));
        if (!_pristine.TryGetValue((layer, block), out var pristine))
            _pristine[(layer, block)] = pristine = rows.clone().DetachFromDisposeScope();

        Tensor? change = null;
        foreach (var part in recipe.Where(p => codebook.Encode(p.Adapter.ConceptNumber)[plan.LayerSites[layer]] == block))
        {
            var delta = Delta(part.Adapter.Layers[layer], rows) * part.Strength;
            change = change is null ? delta : change + delta;
        }

        rows.copy_(change is null ? pristine : pristine + change);
    }

    private static Tensor Delta(AdapterLayer layer, Tensor rows)
    {
        var a = tensor(layer.A, [layer.Rank, rows.shape[1]]);
        var b = tensor(layer.B, [rows.shape[0], layer.Rank]);
        return b.mm(a).to(rows.device);   // fp32 product, [rows, inputs]
    }
}
