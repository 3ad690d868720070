using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

internal static class Damped
{
    /// <summary><c>X (M + μ I)⁻¹</c> with μ = damping times the mean of M's diagonal; x [rows, n], m [n, n] symmetric, both float64.</summary>
    public static Tensor Divide(Tensor x, Tensor m, double damping)
    {
        var n = m.shape[0];
        var mean = m.diagonal().mean().clamp(1e-12);
        var regular = m + eye(n, dtype: ScalarType.Float64) * mean * tensor(damping, dtype: ScalarType.Float64);
        return linalg.solve(regular, x.transpose(0, 1)).transpose(0, 1);   // symmetric, so (M^-1 Xt)t = X M^-1
    }
}
