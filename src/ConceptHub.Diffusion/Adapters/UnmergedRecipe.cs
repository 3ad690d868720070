using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Caches;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>The rows that a recipe's concepts own, as merging would write them, kept beside the weights instead (<see cref="SampleRows"/>).</summary>
internal sealed class UnmergedRecipe : IDisposable
{
    private readonly IReadOnlyList<IReadOnlyList<RecipeRows>> _layers;   // of the plan

    /// <param name="model">Nothing is merged into it now.</param>
    public UnmergedRecipe(StableDiffusionModel model, IReadOnlyList<MergePart> parts)
    {
        Key = RecipeKey.Of(parts);
        using var off = inference_mode();
        var (plan, change) = (model.Plan, new RecipeChange(parts, model.Plan));
        _layers = [.. plan.Layers.Select((layer, i) => (IReadOnlyList<RecipeRows>)[.. change.BlocksOf(i).Select(place =>
        {
            using var scope = NewDisposeScope();
            var weight = model.UNet.AdaptableLayers[i].Layer.Weight;
            var (first, rows) = (plan.Rows(layer, place.Block).Start.Value, plan.RowCount(layer, place.Block));
            var (own, changed) = (weight.narrow(0, first, rows).to(ScalarType.Float32), change.OfBlock(place, weight.device)!.Value);
            return new RecipeRows(first, own.addmm(changed.Up, changed.Down).to(weight.dtype).DetachFromDisposeScope());
        })])];
    }

    /// <summary>Names it among all recipes of the model.</summary>
    public string Key { get; }

    /// <summary>Memory of the rows.</summary>
    public long Bytes => _layers.Sum(layer => layer.Sum(rows => DrawingCaches.BytesOf(rows.Weight)));

    /// <summary>The whole weight of a layer as merging would write it, in the caller's scope; null where the recipe changes nothing.</summary>
    /// <param name="layer">Of the plan.</param>
    /// <param name="weight">The base's, [outputs, inputs].</param>
    internal Tensor? Whole(int layer, Tensor weight)
    {
        if (_layers[layer].Count == 0) return null;
        var whole = weight.clone();
        foreach (var rows in _layers[layer]) whole.narrow(0, rows.FirstRow, rows.Weight.shape[0]).copy_(rows.Weight);
        return whole;
    }

    /// <summary>Sets each layer to write for the samples of a batch what their own recipes make of it.</summary>
    /// <param name="recipes">With how many samples each, in the batch's order.</param>
    public static void Set(StableDiffusionModel model, IReadOnlyList<(UnmergedRecipe Recipe, long Samples)> recipes)
    {
        foreach (var (i, (_, layer)) in model.UNet.AdaptableLayers.Index())
        {
            var (all, first) = (new List<SampleRows>(), 0L);
            foreach (var (recipe, samples) in recipes)
            {
                all.AddRange(recipe._layers[i].Select(rows => new SampleRows(first, samples, rows)));
                first += samples;
            }

            layer.Samples = all;
        }
    }

    /// <summary>Layers say again what their weights say.</summary>
    public static void Clear(StableDiffusionModel model)
    {
        foreach (var (_, layer) in model.UNet.AdaptableLayers) layer.Samples = [];
    }

    public void Dispose()
    {
        foreach (var rows in _layers.SelectMany(layer => layer)) rows.Weight.Dispose();
    }
}
