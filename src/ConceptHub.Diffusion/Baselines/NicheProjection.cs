using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// Makes finished LoRAs silent on foreign inputs before they are summed (SCIENCE.md 2.5):
/// <c>ΔW' = ΔW C (C + λ F + ε I)⁻¹</c> with C and F the second moments of the concept's and of foreign inputs. Only A changes.
/// </summary>
/// <param name="inputs">Moments of each concept's inputs, in the order of the concepts; not owned.</param>
/// <param name="foreign">Moments of the base model's ordinary inputs; not owned.</param>
/// <param name="weight">λ.</param>
public sealed class NicheProjection(IReadOnlyList<InputMoments> inputs, InputMoments foreign, double weight = NicheProjection.UsualWeight) : MergeRule
{
    /// <summary>λ where nobody chooses: how much silence elsewhere weighs against the concept.</summary>
    public const double UsualWeight = 0.1;

    private const double Damping = 1e-4;

    /// <summary>x C (C + λ F + ε I)⁻¹ for x [rows, inputs], float32, in the caller's scope; solved in float64.</summary>
    internal static Tensor Project(Tensor x, Tensor own, Tensor foreign, double weight = UsualWeight)
    {
        using var scope = NewDisposeScope();
        var (c, f) = (own.to(ScalarType.Float64), foreign.to(ScalarType.Float64) * tensor(weight, dtype: ScalarType.Float64));
        return Damped.Divide(x.to(ScalarType.Float64).mm(c), c + f, Damping).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas) =>
        deltas.Zip(inputs, (delta, moments) => Project(delta, moments[layer], foreign[layer], weight)).Aggregate((a, b) => a + b);
}
