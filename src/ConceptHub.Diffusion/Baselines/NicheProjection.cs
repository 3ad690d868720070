using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>
/// Makes finished LoRAs silent on foreign inputs before they are summed (SCIENCE.md 2.5):
/// <c>ΔW' = ΔW C (C + λ F + ε I)⁻¹</c> with C and F the second moments of the concept's and of foreign inputs. Only A changes.
/// </summary>
/// <param name="inputs">Moments of each concept's inputs, in the order of the concepts; not owned.</param>
/// <param name="foreign">Moments of the base model's ordinary inputs; not owned.</param>
/// <param name="weight">λ.</param>
public sealed class NicheProjection(IReadOnlyList<InputMoments> inputs, InputMoments foreign, double weight = 0.1) : MergeRule
{
    private const double Damping = 1e-4;

    protected override Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas)
    {
        var others = foreign[layer].to(ScalarType.Float64) * tensor(weight);
        var projected = deltas.Zip(inputs, (delta, moments) =>
        {
            var own = moments[layer].to(ScalarType.Float64);
            return Damped.Divide(delta.to(ScalarType.Float64).mm(own), own + others, Damping);
        });
        return projected.Aggregate((a, b) => a + b).to(ScalarType.Float32);
    }
}
