using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class NicheCoordinatesTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    [Fact]
    public void Whitened_coordinates_keep_all_of_a_change()
    {
        using var scope = NewDisposeScope();
        using var foreign = ForeignExamples.For(_tiny.Model);
        using var whitening = ForeignWhitening.Of(_tiny.Model, foreign);
        var change = randn(3, Layer.Inputs);

        var back = change.mm(whitening[0]!.FromInputs).mm(whitening[0]!.ToInputs);

        Assert.True((back - change).abs().max().item<float>() < 1e-3);
    }

    [Fact]
    public void A_niche_keeps_what_reads_the_concepts_own_direction_and_drops_the_rest()
    {
        using var scope = NewDisposeScope();
        using var foreign = ForeignExamples.For(_tiny.Model);
        using var whitening = ForeignWhitening.Of(_tiny.Model, foreign);
        var (own, other) = (zeros(1, Layer.Inputs), zeros(1, Layer.Inputs));
        (own[0, 1], other[0, 2]) = (1, 1);
        var heard = own.mm(whitening[0]!.FromInputs) * 100 * MathF.Sqrt(whitening.EnergyOf(0));

        using var niche = NicheCoordinates.Of(_tiny.Model, whitening, () => Layer.forward(heard.unsqueeze(0)), weight: 5);

        Assert.InRange(Kept(own), 0.99, 1.01);
        Assert.InRange(Kept(other), 0, 0.01);

        double Kept(Tensor direction)
        {
            var reads = direction.mm(whitening[0]!.ToInputs);
            return (reads.mm(niche[0]!.FromInputs).mm(niche[0]!.ToInputs).norm() / reads.norm()).item<float>();
        }
    }

    [Fact]
    public void Neighbours_speak_in_rows_of_other_numbers_only()
    {
        const int Number = 5;
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var neighbours = new SimulatedNeighbours(_tiny.Model, null, Number, new Random(3), generator);
        var rows = _tiny.Model.Plan.Rows(0, _tiny.Model.Codebook.Encode(Number));
        var input = randn(2, 6, Layer.Inputs);
        var changed = 0;

        for (var i = 0; i < 20; i++)
        {
            var plain = Layer.forward(input);
            using var attached = neighbours.Attach(samples: 1);
            var difference = (Layer.forward(input) - plain).abs();
            Assert.Equal(0, difference[0].max().item<float>());
            Assert.Equal(0, difference[1][.., rows].max().item<float>());
            if (difference.max().item<float>() > 0) changed++;
        }

        Assert.InRange(changed, 5, 20);
        Assert.All(_tiny.Model.UNet.AdaptableLayers, it => Assert.Null(it.Layer.Neighbour));
    }

    public void Dispose() => _tiny.Dispose();

    private AdaptableLinear Layer => _tiny.Model.UNet.AdaptableLayers[0].Layer;
}
