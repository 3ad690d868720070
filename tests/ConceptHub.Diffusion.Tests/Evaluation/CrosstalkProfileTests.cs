using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Evaluation;

public sealed class CrosstalkProfileTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Crosstalk_is_what_one_concept_says_on_anothers_words_relative_to_what_the_base_says()
    {
        using var scope = NewDisposeScope();
        var (own, other) = (Change(1, "one"), Change(2, "two"));

        var predicted = CrosstalkProfile.Of(_tiny.Model, own).From(CrosstalkProfile.Of(_tiny.Model, other));

        var expected = Said(own, layer => other.Layers[layer.Name].Delta(layer.Outputs)) / Said(own, Weight);
        Assert.Equal(expected, predicted, expected * 1e-4);   // fp32 sums in another order
    }

    [Fact]
    public void Silent_neighbour_disturbs_nobody_and_a_stronger_one_by_the_square()
    {
        var (own, loud) = (Profile(Change(1, "one")), Change(2, "two"));

        Assert.Equal(0, own.From(Profile(loud.Scaled(0))));
        Assert.Equal(4 * own.From(Profile(loud)), own.From(Profile(loud.Scaled(2))), own.From(Profile(loud)) * 1e-4);
    }

    public void Dispose() => _tiny.Dispose();

    private CrosstalkProfile Profile(ConceptChange change) => CrosstalkProfile.Of(_tiny.Model, change);

    private ConceptChange Change(int number, string trigger) => ConceptChange.Of(RandomAdapters.For(_tiny.Model, number, trigger), _tiny.Model.Plan);

    // The definition, with whole weights: energy of the answer of all layers that read text to the features of the listener's phrase.
    private double Said(ConceptChange listener, Func<AdaptedLayer, Tensor> matrix)
    {
        string[] sentences = ["*", "a photo of *", "a picture of * in the forest", "* on the beach"];
        var features = ConceptText.Features(_tiny.Model, listener, sentences, wholeTail: true);
        return _tiny.Model.Plan.Layers
            .Where(layer => layer.Name.EndsWith("attn2.to_k", StringComparison.Ordinal) || layer.Name.EndsWith("attn2.to_v", StringComparison.Ordinal))
            .Sum(layer => (double)features.mm(matrix(layer).t()).square().sum().item<float>());
    }

    private Tensor Weight(AdaptedLayer layer) => _tiny.Model.UNet.AdaptableLayers.Single(it => it.Name == layer.Name).Layer.Weight;
}
