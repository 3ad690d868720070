using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// Mix-of-Show's fusion (Gu et al. 2023, arXiv:2305.18292, section 4.2): the weight whose outputs on every concept's own inputs are
/// nearest to that concept's. Their LBFGS minimises a quadratic, whose solution is taken in closed form here:
/// <c>ΔW = (Σ ΔWᵢ Cᵢ)(Σ Cᵢ + μ I)⁻¹</c> with C the second moments of inputs.
/// </summary>
/// <param name="inputs">Moments of each concept's inputs, in the order of the concepts; not owned.</param>
/// <param name="damping">μ relative to the mean of the diagonal.</param>
public sealed class GradientFusion(IReadOnlyList<InputMoments> inputs, double damping = GradientFusion.UsualDamping) : MergeRule
{
    /// <summary>The best of five on the development concepts (docs/evaluation/sweep.md).</summary>
    public const double UsualDamping = 0.1;

    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas)
    {
        var moments = inputs.Select(m => m[layer].to(ScalarType.Float64)).ToList();   // each [inputs, inputs]
        var wanted = deltas.Zip(moments, (delta, moment) => delta.to(ScalarType.Float64).mm(moment)).Aggregate((a, b) => a + b);
        var all = moments.Aggregate((a, b) => a + b);
        return Damped.Divide(wanted, all, damping).to(ScalarType.Float32);
    }
}
