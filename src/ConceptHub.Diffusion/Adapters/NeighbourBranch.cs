using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>What other concepts in the same merge might do to a layer: <c>W x</c>, in each row as strong as a share of the layer's own output there.</summary>
/// <param name="Weights">[outputs, inputs], without gradient.</param>
/// <param name="Strengths">[outputs], of the root mean square of a sample's own output in that row; zero where nobody speaks.</param>
/// <param name="Samples">How many of a batch's last samples they touch; a smaller batch is touched whole.</param>
internal sealed record NeighbourBranch(Tensor Weights, Tensor Strengths, int Samples)
{
    /// <summary>Adds the neighbours to <paramref name="output"/> [batch, tokens, outputs] for <paramref name="input"/> [batch, tokens, inputs].</summary>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        var untouched = Math.Max(0, output.shape[0] - Samples);
        var count = output.shape[0] - untouched;
        var touched = output.narrow(0, untouched, count);
        var change = nn.functional.linear(input.narrow(0, untouched, count), Weights);
        var scale = Rms(touched) / (Rms(change) + 1e-6f) * Strengths;
        touched = touched + change * scale;
        return untouched == 0 ? touched : cat([output.narrow(0, 0, untouched), touched]);
    }

    private static Tensor Rms(Tensor values) => values.detach().square().mean([1L], keepdim: true).sqrt();
}
