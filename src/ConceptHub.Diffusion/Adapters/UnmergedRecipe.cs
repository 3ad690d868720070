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

    /// <summary>What it changes of a layer.</summary>
    /// <param name="layer">Of the plan.</param>
    internal IReadOnlyList<RecipeRows> Of(int layer) => _layers[layer];

    /// <summary>Has a layer write for the samples of each recipe what that one makes of them.</summary>
    /// <param name="layer">Of the plan.</param>
    /// <param name="counts">How many samples each has, in the batch's order.</param>
    public static ApartWeights Apart(int layer, IReadOnlyList<UnmergedRecipe> recipes, IReadOnlyList<long> counts)
    {
        var (all, first) = (new List<SampleRows>(), 0L);
        foreach (var (recipe, samples) in recipes.Zip(counts))
        {
            all.AddRange(recipe._layers[layer].Select(rows => new SampleRows(first, samples, rows)));
            first += samples;
        }

        return new ApartWeights(null, all);
    }

    public void Dispose()
    {
        foreach (var rows in _layers.SelectMany(layer => layer)) rows.Weight.Dispose();
    }
}
