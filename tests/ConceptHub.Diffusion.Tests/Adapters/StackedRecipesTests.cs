using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class StackedRecipesTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Each_place_holds_what_merging_its_recipe_would_write_whoever_came_and_went()
    {
        var (ann, ben, cid) = (Part(1, 1), Part(2, 0.7f), Part(_tiny.Model.Codebook.Blocks + 1, 1.5f));
        IReadOnlyList<MergePart>[] recipes = [[], [ann], [ann, ben], [cid, ann], [ben], [ben with { Strength = 0.4f }]];
        var (random, placed) = (new Random(3), recipes.Select(recipe => new UnmergedRecipe(_tiny.Model, recipe)).ToList());
        using var stack = new StackedRecipes(_tiny.Model, 4);
        for (var round = 0; round < 25; round++)
        {
            var present = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(recipes.Length)).ToList();   // one may be there twice
            var places = stack.Put([.. present.Select(i => placed[i])]);
            Assert.Equal(Enumerable.Range(0, present.Count), places.Order());
            foreach (var (recipe, place) in present.Zip(places)) Assert.True(Holds(stack, place, recipes[recipe]), $"round {round}: place {place}, recipe {recipe}");
        }

        foreach (var it in placed) it.Dispose();
    }

    [Fact]
    public void Who_stays_keeps_the_place()
    {
        var (one, two, three) = (new UnmergedRecipe(_tiny.Model, [Part(1, 1)]), new UnmergedRecipe(_tiny.Model, [Part(2, 1)]), new UnmergedRecipe(_tiny.Model, [Part(3, 1)]));
        using var stack = new StackedRecipes(_tiny.Model, 4);

        Assert.Equal([0, 1, 2], stack.Put([one, two, three]));
        Assert.Equal([1, 0, 2], stack.Put([two, one, three]));
        Assert.Equal([1, 0], stack.Put([two, three]));
        foreach (var it in new[] { one, two, three }) it.Dispose();
    }

    public void Dispose() => _tiny.Dispose();

    private RecipePart Part(int number, float strength) => new(new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, $"word{number}"), strength);

    private bool Holds(StackedRecipes stack, int place, IReadOnlyList<MergePart> recipe)
    {
        _tiny.Model.Merge.Apply(recipe);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var same = _tiny.Model.UNet.AdaptableLayers.Index().All(it => stack.Of(it.Index, place..(place + 1)).Stack is { } own ? own[0].eq(it.Item.Layer.Weight).all().item<bool>() : recipe.Count == 0);
        _tiny.Model.Merge.Clear();
        return same;
    }
}
