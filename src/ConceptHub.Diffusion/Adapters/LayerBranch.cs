using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>What a training puts on top of a layer's own answer.</summary>
public interface ILayerBranch
{
    /// <summary>Adds the branch to <paramref name="output"/> [batch, ..., outputs] for <paramref name="input"/> [batch, ..., inputs].</summary>
    Tensor AddTo(Tensor output, Tensor input);
}

/// <summary>Two branches for different samples of one batch: one pass trains both.</summary>
/// <param name="First">For the first <paramref name="Count"/> samples.</param>
/// <param name="Second">For the others.</param>
internal sealed record SplitBranch(ILayerBranch First, ILayerBranch Second, long Count) : ILayerBranch
{
    public Tensor AddTo(Tensor output, Tensor input)
    {
        var others = input.shape[0] - Count;
        return cat([First.AddTo(output.narrow(0, 0, Count), input.narrow(0, 0, Count)), Second.AddTo(output.narrow(0, Count, others), input.narrow(0, Count, others))]);
    }
}
