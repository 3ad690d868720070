using ConceptHub.Diffusion.Adapters;
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
