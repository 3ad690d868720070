using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>What another concept in the same merge might do to a layer: <c>W x</c> on rows of its own, as strong as a share of the layer's own output there.</summary>
/// <param name="FirstRow">Its rows follow one another.</param>
/// <param name="Weights">[rows, inputs], without gradient.</param>
/// <param name="Strength">Of the root mean square of the layer's own output in these rows.</param>
/// <param name="Samples">How many of a batch's last samples it touches.</param>
internal sealed record NeighbourBranch(int FirstRow, Tensor Weights, float Strength, int Samples)
{
    /// <summary>Adds the neighbour to <paramref name="output"/> [batch, ..., outputs] for <paramref name="input"/> [batch, ..., inputs].</summary>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        var (rows, untouched) = (Weights.shape[0], output.shape[0] - Samples);
        var touched = output.narrow(0, untouched, Samples);
        var change = nn.functional.linear(input.narrow(0, untouched, Samples), Weights);
        var usual = Rms(touched.narrow(-1, FirstRow, rows));
        change *= usual / (Rms(change) + 1e-6f) * Strength;
        touched += nn.functional.pad(change, [FirstRow, output.shape[^1] - FirstRow - rows]);
        return untouched == 0 ? touched : cat([output.narrow(0, 0, untouched), touched]);
    }

    private static Tensor Rms(Tensor values) => values.detach().square().mean().sqrt();
}
