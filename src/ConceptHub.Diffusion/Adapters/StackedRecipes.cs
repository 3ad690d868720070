using ConceptHub.Diffusion.Caches;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// The weights of recipes that share a pass, whole and one above the other: one product for each layer instead of one for each block of
/// each recipe. A recipe keeps its place while others come and go, so a drawing that joins costs the rows of its concepts and no more.
/// Takes as much memory as the layers do, times the places, so it is for small models; large ones write rows
/// (<see cref="UnmergedRecipe.Apart"/>), whose number costs little there.
/// </summary>
/// <param name="places">For so many recipes.</param>
internal sealed class StackedRecipes(StableDiffusionModel model, int places) : IDisposable
{
    private readonly Tensor?[] _layers = new Tensor?[model.UNet.AdaptableLayers.Count];   // of the plan: [places, outputs, inputs], from the first change on
    private readonly Held[] _held = [.. Enumerable.Repeat(new Held("", []), places)];
    private int _present;

    public int Places => places;

    /// <summary>Memory of the weights at most.</summary>
    public long Bytes => BytesOf(model, places);

    /// <summary>Memory that a stack of so many recipes takes at most.</summary>
    public static long BytesOf(StableDiffusionModel model, int recipes) => recipes * model.UNet.AdaptableLayers.Sum(it => DrawingCaches.BytesOf(it.Layer.Weight));

    /// <summary>Puts recipes into the first places. Nothing is merged into the model now.</summary>
    /// <param name="recipes">As many as there are places, or fewer.</param>
    /// <returns>The place of each; those that were there before have kept theirs.</returns>
    public IReadOnlyList<int> Put(IReadOnlyList<UnmergedRecipe> recipes)
    {
        using var off = inference_mode();
        var (free, found) = (Enumerable.Range(0, recipes.Count).ToList(), new int[recipes.Count]);
        foreach (var (i, recipe) in recipes.Index())
        {
            found[i] = free.FindIndex(place => _held[place].Key == recipe.Key) is >= 0 and var at ? free[at] : -1;
            free.Remove(found[i]);
        }

        foreach (var (i, recipe) in recipes.Index().Where(it => found[it.Index] < 0))
        {
            found[i] = free[0];
            free.RemoveAt(0);
            Write(found[i], recipe);
        }

        _present = recipes.Count;
        return found;
    }

    /// <param name="layer">Of the plan.</param>
    /// <param name="range">Of the places.</param>
    /// <returns>In the caller's scope.</returns>
    public ApartWeights Of(int layer, Range range)
    {
        var isChanged = _held.Take(_present).Any(held => held.Rows.Count > 0 && held.Rows[layer].Count > 0);
        return isChanged ? new ApartWeights(_layers[layer]!.narrow(0, range.Start.Value, range.End.Value - range.Start.Value), []) : ApartWeights.None;
    }

    public void Dispose()
    {
        foreach (var layer in _layers) layer?.Dispose();
    }

    private void Write(int place, UnmergedRecipe recipe)
    {
        var rows = Enumerable.Range(0, _layers.Length).Select(i => (IReadOnlyList<(long First, long Count)>)[.. recipe.Of(i).Select(it => (it.FirstRow, it.Weight.shape[0]))]).ToList();
        foreach (var (i, (_, layer)) in model.UNet.AdaptableLayers.Index())
        {
            using var scope = NewDisposeScope();
            foreach (var (first, count) in _held[place].Rows.ElementAtOrDefault(i) ?? []) _layers[i]![place].narrow(0, first, count).copy_(layer.Weight.narrow(0, first, count));
            if (rows[i].Count == 0) continue;
            var own = (_layers[i] ??= layer.Weight.unsqueeze(0).repeat(places, 1, 1).DetachFromDisposeScope())[place];
            foreach (var it in recipe.Of(i)) own.narrow(0, it.FirstRow, it.Weight.shape[0]).copy_(it.Weight);
        }

        _held[place] = new Held(recipe.Key, rows);
    }

    /// <param name="Key">Of the recipe.</param>
    /// <param name="Rows">That it changes, of each layer; none at first.</param>
    private sealed record Held(string Key, IReadOnlyList<IReadOnlyList<(long First, long Count)>> Rows);
}
