using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Momentum whose update is orthogonalised (Jordan et al. 2024, "Muon"): five Newton–Schulz steps turn the momentum of each
/// weight matrix into a near-orthogonal one, scaled to the root mean square of an Adam update (Liu et al., arXiv:2502.16982,
/// 0.2·√max(rows, columns)). Convolutions count as [outputs, inputs·k·k]; matrices of one shape are taken together.
/// </summary>
public sealed class Muon : IDisposable
{
    private const double Momentum = 0.95;
    private const int Iterations = 5;
    private readonly List<(List<Parameter> Weights, Tensor Velocity)> _groups;   // velocity [weights, m, n]
    private readonly double _weightDecay;

    /// <param name="weights">Hidden weights, each of two or more dimensions; all get a gradient every step. Not owned.</param>
    /// <param name="weightDecay">Decoupled, per unit of learning rate.</param>
    public Muon(IEnumerable<Parameter> weights, double weightDecay)
    {
        _weightDecay = weightDecay;
        _groups = [.. weights.GroupBy(w => (Rows: w.shape[0], Columns: w.numel() / w.shape[0]))
            .Select(g => (g.ToList(), zeros(g.Count(), g.Key.Rows, g.Key.Columns).DetachFromDisposeScope()))];
    }

    /// <summary>One step along the gradients.</summary>
    public void Step(double learningRate)
    {
        Parallel.ForEach(_groups, group =>
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            var (weights, velocity) = group;
            var gradients = stack(weights.Select(w => w.grad!.flatten(1)));   // [weights, m, n]
            velocity.mul_(Momentum).add_(gradients, 1 - Momentum);
            var update = Orthogonalise(gradients.mul_(1 - Momentum).add_(velocity, Momentum));   // Nesterov
            var scale = 0.2 * Math.Sqrt(Math.Max(update.shape[1], update.shape[2]));
            for (var i = 0; i < weights.Count; i++)
                weights[i].mul_(1 - learningRate * _weightDecay).add_(update[i].view_as(weights[i]), -learningRate * scale);
        });
    }

    public void Dispose()
    {
        foreach (var (_, velocity) in _groups) velocity.Dispose();
    }

    /// <summary>[k, m, n], each matrix to its nearest semi-orthogonal one, roughly: quintic iteration with Jordan's coefficients.</summary>
    private static Tensor Orthogonalise(Tensor matrices)
    {
        var tall = matrices.shape[1] > matrices.shape[2];
        var x = tall ? matrices.transpose(1, 2) : matrices;   // [k, short, long]
        x = x / (x.square().sum([1, 2], keepdim: true).sqrt() + 1e-7f);
        x = x.shape[2] >= 2 * x.shape[1] ? ByGram(x) : Directly(x);
        return (tall ? x.transpose(1, 2) : x).contiguous();
    }

    private static Tensor Directly(Tensor x)
    {
        for (var i = 0; i < Iterations; i++) x = Polynomial(x.bmm(x.transpose(1, 2))).bmm(x);
        return x;
    }

    // The iterates are all (a polynomial of the first Gram matrix) times the first matrix, so a wide matrix needs two long
    // products instead of ten. In fp32 the squared condition number does no harm (MuonTests).
    private static Tensor ByGram(Tensor x)
    {
        var gram = x.bmm(x.transpose(1, 2));
        var product = Polynomial(gram);
        for (var (i, last) = (1, product); i < Iterations; i++)
        {
            gram = last.bmm(gram).bmm(last);   // all commute: polynomials of one symmetric matrix
            last = Polynomial(gram);
            product = last.bmm(product);
        }

        return product.bmm(x);
    }

    /// <summary>a·I + b·G + c·G² for Gram matrices [k, m, m].</summary>
    private static Tensor Polynomial(Tensor gram)
    {
        var mixed = gram.mul(-4.7750).add_(gram.bmm(gram), 2.0315);
        mixed.diagonal(0, 1, 2).add_(3.4445);
        return mixed;
    }
}
