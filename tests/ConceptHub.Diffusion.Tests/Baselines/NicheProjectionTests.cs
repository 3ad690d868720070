using ConceptHub.Diffusion.Baselines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Baselines;

public sealed class NicheProjectionTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Projected_matrix_is_where_the_objective_has_no_slope(double weight)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var a = randn([3, 12], generator: generator);
        var (own, foreign) = (Moments(5), Moments(30));

        var projected = NicheProjection.Project(a, own, foreign, weight);

        // d/dA' of E|(A' − A) x|² + λ E|A' f|², halved; the damping keeps it from being 0 to the last bit
        var slope = (projected - a).mm(own) + projected.mm(foreign) * tensor((float)weight);
        Assert.True(slope.abs().max().item<float>() < 1e-3 * a.mm(own).abs().max().item<float>());
        Assert.True((projected - a).abs().max().item<float>() > 0.1);

        Tensor Moments(int vectors)
        {
            var x = randn([vectors, 12], generator: generator);
            return x.t().mm(x) / tensor((float)vectors);
        }
    }
}
