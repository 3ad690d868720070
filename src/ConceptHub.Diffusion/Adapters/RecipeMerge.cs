using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Writes concepts and ordinary LoRAs into a model's weights and takes them out again. Whatever changes is computed anew from its
/// pristine copy, never by subtracting, so taking a part out restores the base bit for bit (SCIENCE.md 2.2, G2). Concepts cost
/// their blocks of rows only; a LoRA costs the whole weights that it changes.
/// </summary>
public sealed class RecipeMerge : IDisposable
{
    private readonly BlockPlan _plan;
    private readonly Dictionary<string, MergedWeight> _weights;
    private readonly List<string> _paths;                 // of the plan's layers
    private readonly Dictionary<string, int> _layers;     // the other way round
    private Dictionary<Guid, MergePart> _merged = [];

    /// <param name="weights">What parts may change; the model's.</param>
    public RecipeMerge(AdaptableWeights weights, BlockPlan plan)
    {
        _plan = plan;
        _weights = weights.ByPath.ToDictionary(it => it.Key, it => new MergedWeight(it.Value), StringComparer.Ordinal);
        _paths = [.. plan.Layers.Select(AdaptableWeights.PathOf)];
        _layers = _paths.Index().ToDictionary(it => it.Item, it => it.Index, StringComparer.Ordinal);
    }

    /// <summary>What is in the weights now.</summary>
    public IReadOnlyCollection<MergePart> Parts => _merged.Values;

    /// <summary>Makes the weights base + parts; only what a part that changed touches is written.</summary>
    /// <exception cref="ArgumentException">A part is of another base model; nothing was changed.</exception>
    public void Apply(IReadOnlyList<MergePart> parts)
    {
        Check(parts);
        using var off = no_grad();
        var next = parts.ToDictionary(p => p.Id);
        var changed = _merged.Values.Where(p => !next.TryGetValue(p.Id, out var q) || q != p)
            .Concat(next.Values.Where(p => !_merged.TryGetValue(p.Id, out var q) || q != p)).ToList();
        var recipe = new RecipeChange(next.Values, _plan);
        var blocks = changed.OfType<RecipePart>().SelectMany(p => RecipeChange.PlacesOf(p, _plan)).ToHashSet();
        var whole = changed.OfType<LoraPart>().SelectMany(p => p.Lora.Modules.Select(m => m.Path))
            .Concat(blocks.Select(place => _paths[place.Layer]).Where(recipe.HasLoras)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in whole) WriteAll(path, recipe);
        foreach (var place in blocks.Where(place => !whole.Contains(_paths[place.Layer]))) WriteBlock(place, recipe);
        _merged = next;
    }

    /// <exception cref="ArgumentException">A part is of another base model.</exception>
    public void Check(IReadOnlyList<MergePart> parts)
    {
        foreach (var part in parts) Check(part);
    }

    /// <summary>Takes everything out: the weights are the base's again, bit for bit.</summary>
    public void Clear() => Apply([]);

    public void Dispose()
    {
        foreach (var weight in _weights.Values) weight.Dispose();
    }

    private void Check(MergePart part)
    {
        if (part is RecipePart { Adapter: var adapter } && adapter.PlanHash != _plan.Hash)
            throw new ArgumentException($"'{adapter.TriggerWord}' was trained for another base model.", nameof(part));
        if (part is LoraPart { Lora: var lora } && lora.Modules.FirstOrDefault(m => !Fits(m)) is { } foreign)
            throw new ArgumentException($"The LoRA changes {foreign.Path} [{string.Join(", ", foreign.WeightShape)}], which this base model does not have.", nameof(part));
    }

    private bool Fits(LoraModule module) => _weights.TryGetValue(module.Path, out var merged) && merged.Weight.shape.SequenceEqual(module.WeightShape);

    private void WriteBlock(BlockPlace place, RecipeChange recipe)
    {
        using var scope = NewDisposeScope();
        var (weight, layer) = (_weights[_paths[place.Layer]], _plan.Layers[place.Layer]);
        weight.Write(_plan.Rows(layer, place.Block).Start.Value, _plan.RowCount(layer, place.Block), recipe.OfBlock(place, weight.Weight.device));
    }

    private void WriteAll(string path, RecipeChange recipe)
    {
        using var scope = NewDisposeScope();
        var weight = _weights[path];
        var device = weight.Weight.device;
        var blocks = _layers.TryGetValue(path, out var layer) ? recipe.BlocksOf(layer) : [];
        weight.WriteAll([recipe.OfLoras(path, device), .. blocks.Select(place => recipe.OfBlock(place, device))]);
    }
}
