using ConceptHub.Diffusion.Pretraining;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Pretraining;

public sealed class MuonTests
{
    [Theory]
    [InlineData(24, 24)]     // direct iteration
    [InlineData(24, 216)]    // through the Gram matrix
    [InlineData(216, 24)]    // tall: the same, transposed
    public void Step_changesWeightsByNearlyOrthogonalMatrix(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        using var weight = new Parameter(zeros(rows, columns));
        using var muon = new Muon([weight], weightDecay: 0);
        // Singular values over three orders of magnitude, as real gradients have.
        var gradient = randn([rows, columns], generator: generator) * logspace(0, -3, columns).unsqueeze(0);
        weight.grad = gradient.clone();

        muon.Step(1);

        var update = -weight.detach() / (0.2 * Math.Sqrt(Math.Max(rows, columns)));
        var singular = linalg.svdvals(update);
        var strong = linalg.svdvals(gradient / gradient.norm()) > 0.02;
        Assert.InRange(singular.max().item<float>(), 0.6f, 1.35f);                    // Jordan's coefficients end in about [0.7, 1.2]
        Assert.InRange(singular.masked_select(strong).min().item<float>(), 0.5f, 1.35f);
        Assert.True((update * gradient).sum().item<float>() > 0, "not a descent direction");
    }

    [Fact]
    public void Step_ofWideMatrix_equalsDirectIteration()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        using var weight = new Parameter(zeros(16, 144));
        using var muon = new Muon([weight], weightDecay: 0);
        var gradient = randn([16, 144], generator: generator);
        weight.grad = gradient.clone();

        muon.Step(1);

        var x = gradient / gradient.norm();
        for (var i = 0; i < 5; i++)
        {
            var gram = x.mm(x.t());
            x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram.mm(gram)).mm(x);
        }

        var difference = (-weight.detach() / (0.2 * Math.Sqrt(144)) - x).abs().max().item<float>();
        Assert.InRange(difference, 0, 2e-4f);
    }
}
