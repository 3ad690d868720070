using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class StackedRecipesTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Each_recipe_writes_what_merging_it_would_and_nothing_else()
    {
        var (ann, ben, cid) = (Part(1, 1), Part(2, 0.7f), Part(_tiny.Model.Codebook.Blocks + 1, 1.5f));
        IReadOnlyList<MergePart>[] recipes = [[ann, ben], [], [cid, ann], [ben], [ann, ben]];   // one changes nothing, one is there twice, two have rows in common
        var own = recipes.Select(recipe => new UnmergedRecipe(_tiny.Model, recipe)).ToList();
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var off = TorchSharp.torch.inference_mode();
        using var stack = new StackedRecipes(_tiny.Model, own);
        foreach (var (i, (name, layer)) in _tiny.Model.UNet.AdaptableLayers.Index())
        {
            var input = TorchSharp.torch.randn(2 * recipes.Length, 3, layer.Inputs);
            layer.Apart = [stack.Of(1..recipes.Length)[i]];   // a part of a pass: all but the first
            var together = layer.forward(input.narrow(0, 2, 2 * recipes.Length - 2));
            layer.Apart = [];
            for (var place = 1; place < recipes.Length; place++)
            {
                _tiny.Model.Merge.Apply(recipes[place]);
                var alone = layer.forward(input.narrow(0, 2 * place, 2));
                _tiny.Model.Merge.Clear();
                Assert.True((together.narrow(0, 2 * (place - 1), 2) - alone).abs().max().item<float>() < 1e-5f, $"{name}, recipe {place}");
            }
        }

        foreach (var it in own) it.Dispose();
    }

    [Fact]
    public void Recipes_that_change_nothing_take_nothing()
    {
        using var none = new UnmergedRecipe(_tiny.Model, []);
        using var stack = new StackedRecipes(_tiny.Model, [none, none]);

        Assert.Equal(0, stack.Bytes);
        Assert.All(stack.Of(0..2), layer => Assert.Null(layer.Stack));
    }

    public void Dispose() => _tiny.Dispose();

    private RecipePart Part(int number, float strength) => new(new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, $"word{number}"), strength);
}
