using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Evaluation;

public sealed class MergeMeasuringTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Fused_weights_are_restored_to_the_last_bit_and_not_by_subtraction()
    {
        using var scope = NewDisposeScope();
        var pristine = _tiny.WeightsHash();
        var changes = new WeightedSum().Changes(_tiny.Model.Plan, [Change(1), Change(2)]);
        using var weights = new FusedWeights(_tiny.Model);

        weights.Write(changes);
        weights.Subtract(changes);
        var subtracted = _tiny.WeightsHash();
        weights.Restore();

        Assert.NotEqual(pristine, subtracted);   // floats forget last bits
        Assert.Equal(pristine, _tiny.WeightsHash());
    }

    [Fact]
    public void Fused_sum_of_blocks_is_the_products_own_merge()
    {
        using var scope = NewDisposeScope();
        _tiny.Model.Merge.Apply([new RecipePart(new Guid(1, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, 1, "one"), 1), new RecipePart(new Guid(2, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, 2, "two"), 1)]);
        var merged = Weights();
        using var weights = new FusedWeights(_tiny.Model);

        weights.Write(new WeightedSum().Changes(_tiny.Model.Plan, [Change(1, "one"), Change(2, "two")]));

        // Whether a product is rounded before it is added, each processor's library decides for itself: one last bit.
        Assert.All(merged.Zip(Weights()), pair => Assert.True((pair.First - pair.Second).abs().le((pair.First.abs() + 1) * 1.2e-7f).all().item<bool>()));

        List<Tensor> Weights() => [.. _tiny.Model.UNet.AdaptableLayers.Select(layer => layer.Layer.Weight.detach().clone())];
    }

    [Fact]
    public void Who_predicts_nothing_misses_all_there_is()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var probe = new NoiseProbe(_tiny.Model, randn([6, 4, 4, 4], generator: new Generator(1)), seed: 1);
        var context = ConceptText.Encode(_tiny.Model, [], ["a cat", "a cat", "a cat", "a person", "a person", "space"]);
        Assert.True(Math.Abs(probe.Error(context) - 1) > 1e-3);
        foreach (var (_, weights) in _tiny.Model.UNet.named_parameters().Where(p => p.name.StartsWith("conv_out", StringComparison.Ordinal))) weights.zero_();
        Assert.Equal(1, probe.Error(context), 1e-6);
    }

    [Fact]
    public void Noise_differs_by_as_much_as_was_merged()
    {
        using var scope = NewDisposeScope();
        using var probe = new NoiseProbe(_tiny.Model, randn([6, 4, 4, 4], generator: new Generator(1)), seed: 1);
        using var weights = new FusedWeights(_tiny.Model);
        var context = ConceptText.Encode(_tiny.Model, [], ["a cat", "a cat", "a cat", "a person", "a person", "space"]);
        var plain = probe.Predict(context);
        Tensor With(float strength)
        {
            weights.Write(new WeightedSum(strength).Changes(_tiny.Model.Plan, [Change(1)]));
            return probe.Predict(context);
        }

        Assert.Equal(0, NoiseProbe.Ratio(probe.Predict(context), plain, plain));
        Assert.InRange(NoiseProbe.Ratio(With(0.2f), plain, plain), 1e-12, NoiseProbe.Ratio(With(1), plain, plain));
    }

    [Fact]
    public void A_picture_depends_on_its_seed_and_not_on_the_batch()
    {
        using var scope = NewDisposeScope();
        var batches = new PictureBatches(_tiny.Model, steps: 3, guidanceScale: 3);
        var contexts = ConceptText.Encode(_tiny.Model, [], ["a cat", "a person", ""]);
        var (prompts, empty) = (contexts.Narrow(0, 2), contexts.Narrow(2, 1));

        var together = batches.Draw(prompts, empty, cat([batches.Noise(7), batches.Noise(8)]), null, TestContext.Current.CancellationToken);
        var alone = batches.Draw(prompts.Narrow(1, 1), empty, batches.Noise(8), null, TestContext.Current.CancellationToken);

        Assert.True(allclose(together.narrow(0, 1, 1), alone, atol: 1e-4));   // larger batches sum products in another order
    }

    [Fact]
    public void Recorded_moments_are_of_what_layers_are_fed()
    {
        using var scope = NewDisposeScope();
        using var probe = new NoiseProbe(_tiny.Model, randn([2, 4, 4, 4], generator: new Generator(1)), seed: 1);
        var context = ConceptText.Encode(_tiny.Model, [], ["a cat", "a person"]);
        var text = context.At(0).flatten(0, 1);
        var key = _tiny.Model.Plan.Layers.Index().First(l => l.Item.Name.EndsWith(".attn2.to_k", StringComparison.Ordinal)).Index;

        using var moments = InputMoments.Of(_tiny.Model, () => probe.Predict(context));

        Assert.True(allclose(text.transpose(0, 1).mm(text) / text.shape[0], moments[key], atol: 1e-5));
        Assert.All(_tiny.Model.UNet.AdaptableLayers, l => Assert.Null(l.Layer.Observer));
    }

    public void Dispose() => _tiny.Dispose();

    private ConceptChange Change(int number, string trigger = "mira") => ConceptChange.Of(RandomAdapters.For(_tiny.Model, number, trigger), _tiny.Model.Plan);
}
