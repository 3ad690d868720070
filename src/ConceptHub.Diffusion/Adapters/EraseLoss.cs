using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Randomized Output Erasure, reading R1 (SCIENCE.md 2.4): in a batch whose last samples are foreign, each branch's output
/// there is penalised relative to the layer's own output, <c>mean(|g|²) / (mean(|W h|²) + ε)</c>, averaged over layers.
/// h is under stop-gradient, so that a layer learns its own silence and not its predecessors'.
/// </summary>
public sealed class EraseLoss
{
    private readonly List<Tensor> _terms = [];
    private int _foreign;

    /// <summary>The last <paramref name="foreign"/> samples of the coming batch are not the concept's; 0 switches recording off.</summary>
    public void Expect(int foreign)
    {
        _foreign = foreign;
        _terms.Clear();
    }

    internal void Record(BlockBranch branch, Tensor input, Tensor output)
    {
        if (_foreign == 0) return;
        using var on = enable_grad();   // the pass itself may run without
        var own = input.shape[0] - _foreign;
        var silent = branch.Apply(input.narrow(0, own, _foreign).detach());
        var scale = output.narrow(0, own, _foreign).detach().square().mean() + 1e-6f;
        _terms.Add(silent.square().mean() / scale);
    }

    /// <summary>The mean over layers since <see cref="Expect"/>, dimensionless scalar with gradient; zero without foreign samples.</summary>
    public Tensor Total() => _terms.Count == 0 ? zeros([]) : stack(_terms).mean();
}
