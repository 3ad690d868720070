using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Benchmarks;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class RecipeMergeTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Taking_all_out_after_a_random_walk_restores_every_bit()
    {
        var before = _tiny.WeightsHash();
        var parts = Parts(15);
        var random = new Random(3);
        for (var walk = 0; walk < 60; walk++)
            _tiny.Model.Merge.Apply([.. parts.Where(_ => random.Next(2) == 0).Select(p => p with { Strength = random.NextSingle() * 2 })]);

        _tiny.Model.Merge.Clear();

        Assert.Equal(before, _tiny.WeightsHash());
    }

    [Fact]
    public void Weights_depend_on_the_recipe_and_not_on_the_way_there()
    {
        var parts = Parts(6);
        _tiny.Model.Merge.Apply([parts[1], parts[3], parts[5]]);
        var direct = _tiny.WeightsHash();

        _tiny.Model.Merge.Apply(parts);
        _tiny.Model.Merge.Apply([parts[5], parts[2], parts[1]]);
        _tiny.Model.Merge.Apply([parts[5], parts[3], parts[1]]);

        Assert.Equal(direct, _tiny.WeightsHash());
    }

    [Fact]
    public void A_concepts_rows_are_the_same_alone_and_among_fifteen_of_its_pool()
    {
        var parts = Parts(15);
        _tiny.Model.Merge.Apply([parts[4]]);
        var alone = OwnRows(parts[4]);

        _tiny.Model.Merge.Apply(parts);

        Assert.Equal(alone, OwnRows(parts[4]));
    }

    [Fact]
    public void Rows_get_the_low_rank_product_times_strength()
    {
        using var off = no_grad();
        var part = Parts(1)[0] with { Strength = 0.7f };
        var (layer, first, rows) = Place(part, 0);
        using var before = _tiny.Model.UNet.AdaptableLayers[0].Layer.Weight.clone();

        _tiny.Model.Merge.Apply([part]);

        using var change = _tiny.Model.UNet.AdaptableLayers[0].Layer.Weight - before;
        var adapter = part.Adapter.Layers[0];
        using var expected = tensor(adapter.B, [rows, adapter.Rank]).mm(tensor(adapter.A, [adapter.Rank, layer.Inputs])) * 0.7f;
        Assert.True(allclose(change.narrow(0, first, rows), expected, atol: 1e-6));   // fp32: one rounding of W + delta
        Assert.Equal(0f, change.abs().sum().item<float>() - change.narrow(0, first, rows).abs().sum().item<float>(), 1e-5f);
    }

    [Fact]
    public void Moved_strength_writes_the_rows_of_its_concept_alone()
    {
        var parts = Parts(15);
        _tiny.Model.Merge.Apply(parts);
        var before = Enumerable.Range(0, 15).Select(i => Marked(parts[i], 7)).ToList();

        parts[4] = parts[4] with { Strength = 0.3f };
        _tiny.Model.Merge.Apply(parts);

        Assert.All(before.Index().Where(it => it.Index != 4), it => Assert.Equal(it.Item, OwnRows(parts[it.Index])));
        Assert.DoesNotContain(7f, OwnRows(parts[4]));
    }

    [Fact]
    public void Concepts_that_meet_in_blocks_give_what_full_loras_of_them_give()
    {
        using var scope = NewDisposeScope();
        var model = _tiny.Model;
        var before = _tiny.WeightsHash();
        var recipe = RandomRecipe.Of(model.Plan, model.Codebook, 15, seed: 5);
        model.Merge.Apply(recipe);
        var merged = model.Plan.Layers.Select(layer => model.AdaptableWeights.ByPath[AdaptableWeights.PathOf(layer)].clone()).ToList();
        model.Merge.Clear();
        var dense = new DenseRecipe(model.AdaptableWeights, model.Plan, recipe);

        dense.Apply(15);

        Assert.Contains(RecipeConflicts.Of([.. recipe.Select(p => new SeatedConcept(p.Id, p.Adapter.Codeword, AdapterEnergy.Of(p.Adapter, model.Plan)))], model.Codebook.Sites, model.Codebook.Blocks).Pairs, pair => pair.Share > 0);
        foreach (var (layer, expected) in model.Plan.Layers.Zip(merged))
            Assert.True(allclose(model.AdaptableWeights.ByPath[AdaptableWeights.PathOf(layer)], expected, atol: 1e-6), layer.Name);   // fp32: another order of the sum
        dense.Apply(0);
        Assert.Equal(before, _tiny.WeightsHash());
    }

    [Fact]
    public void Weight_of_half_precision_is_summed_in_full_and_rounded_once()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var half = full([4, 3], 1f, dtype: ScalarType.Float16);
        using var weight = new MergedWeight(half);
        var small = new RowsChange(0, full([4, 1], 0.0004f), ones(1, 3));   // below half's step of 0.00098 above 1; three of them are not

        weight.WriteAll([small, small, small]);

        Assert.Equal((Half)1.001f, half[0, 0].item<Half>());
        weight.WriteAll([]);
        Assert.Equal((Half)1, half[0, 0].item<Half>());
    }

    [Fact]
    public void An_adapter_of_another_plan_is_refused()
    {
        var part = Parts(1)[0];
        var foreign = part with { Adapter = part.Adapter with { PlanHash = "other" } };

        var refusal = Assert.Throws<ArgumentException>(() => _tiny.Model.Merge.Apply([foreign]));

        Assert.Contains("another base model", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _tiny.Dispose();

    private List<RecipePart> Parts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, i, $"c{i}"), 1))];

    private (BlockLora.AdaptedLayer Layer, int First, int Rows) Place(RecipePart part, int index)
    {
        var plan = _tiny.Model.Plan;
        var block = part.Adapter.Codeword[plan.LayerSites[index]];
        return (plan.Layers[index], plan.Rows(plan.Layers[index], block).Start.Value, plan.RowCount(plan.Layers[index], block));
    }

    // Writes a number into all rows of a concept.
    private List<float> Marked(RecipePart part, float mark)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _tiny.Model.Plan.Layers.Count; i++)
        {
            var (_, first, rows) = Place(part, i);
            _tiny.Model.UNet.AdaptableLayers[i].Layer.Weight.narrow(0, first, rows).copy_(tensor(mark));
        }

        return OwnRows(part);
    }

    private List<float> OwnRows(RecipePart part)
    {
        using var off = no_grad();
        var values = new List<float>();
        for (var i = 0; i < _tiny.Model.Plan.Layers.Count; i++)
        {
            var (_, first, rows) = Place(part, i);
            using var own = _tiny.Model.UNet.AdaptableLayers[i].Layer.Weight.narrow(0, first, rows).contiguous();
            values.AddRange(own.data<float>().ToArray());
        }

        return values;
    }
}
