using ConceptHub.Diffusion.Caches;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>The rows of a layer that the recipes of a pass change, as one batched product for all of them (<see cref="SampleRows"/> is one for each block of each).</summary>
/// <param name="Weight">[recipes, rows, inputs]: the base's with the recipe's change. A recipe that changes fewer rows than another has some twice.</param>
/// <param name="Places">[recipes, 1, rows]: which rows of the layer they are.</param>
/// <param name="Bias">[recipes, 1, rows], or null.</param>
internal sealed record StackedRows(Tensor Weight, Tensor Places, Tensor? Bias) : IDisposable
{
    public long Bytes => new[] { Weight, Places, Bias }.OfType<Tensor>().Sum(DrawingCaches.BytesOf);

    /// <returns>Null where no recipe changes the layer.</returns>
    public static StackedRows? Of(AdaptableLinear layer, IReadOnlyList<IReadOnlyList<RecipeRows>> recipes)
    {
        var most = recipes.Max(recipe => recipe.Sum(rows => rows.Count));
        if (most == 0) return null;
        using var scope = NewDisposeScope();
        IReadOnlyList<IReadOnlyList<RecipeRows>> full = [.. recipes.Select(recipe => Filled(recipe, layer, most))];
        var weight = stack([.. full.Select(recipe => cat([.. recipe.Select(rows => rows.Weight)]))]);
        var places = tensor(full.SelectMany(recipe => recipe.SelectMany(rows => Enumerable.Range((int)rows.FirstRow, (int)rows.Count).Select(row => (long)row))).ToArray(), [full.Count, 1, most], device: weight.device);
        return new StackedRows(weight.DetachFromDisposeScope(), places.DetachFromDisposeScope(), layer.Bias?[places].DetachFromDisposeScope());
    }

    /// <summary>The same of some of the recipes, in the same memory.</summary>
    public StackedRows Narrow(long first, long count) =>
        new(Weight.narrow(0, first, count).DetachFromDisposeScope(), Places.narrow(0, first, count).DetachFromDisposeScope(), Bias?.narrow(0, first, count).DetachFromDisposeScope());

    /// <param name="output">[batch, tokens, outputs]; its share is written anew.</param>
    /// <param name="input">[batch, tokens, inputs]; each recipe has as many samples.</param>
    public void Write(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (recipes, rows) = (Weight.shape[0], Weight.shape[1]);
        var said = input.reshape(recipes, -1, Weight.shape[2]).bmm(Weight.transpose(1, 2));   // [recipes, samples * tokens, rows]
        if (Bias is not null) said.add_(Bias);                                                // baddbmm takes ten times as long
        output.view(recipes, -1, output.shape[^1]).scatter_(2, Places.expand(recipes, said.shape[1], rows), said);
    }

    public void Dispose()
    {
        Weight.Dispose();
        Places.Dispose();
        Bias?.Dispose();
    }

    private static IReadOnlyList<RecipeRows> Filled(IReadOnlyList<RecipeRows> recipe, AdaptableLinear layer, long most)
    {
        var (firstRow, row) = recipe.Count > 0 ? (recipe[0].FirstRow, recipe[0].Weight.narrow(0, 0, 1)) : (0, layer.Weight.narrow(0, 0, 1));
        return [.. recipe, .. Enumerable.Repeat(new RecipeRows(firstRow, row), (int)(most - recipe.Sum(rows => rows.Count)))];
    }
}
