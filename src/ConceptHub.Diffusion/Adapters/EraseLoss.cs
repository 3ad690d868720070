using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// Randomized Output Erasure (SCIENCE.md 2.4). Reading R1: in a batch whose last samples are foreign, each branch's
/// output there is penalised relative to the layer's own output, <c>mean(|g|²) / (mean(|W h|²) + ε)</c>, averaged over layers;
/// h is under stop-gradient, so that a layer learns its own silence and not its predecessors'. Reading R3, where asked for: each
/// layer's branch is left out by chance, so that the identity moves into the trigger word's vector.
/// </summary>
/// <param name="dropShare">How often a branch is left out, 0 to 1.</param>
/// <param name="chance">Decides which; needed with a share above 0.</param>
public sealed class EraseLoss(double dropShare = 0, Random? chance = null)
{
    private readonly List<Tensor> _terms = [];
    private int _foreign;

    /// <summary>The last <paramref name="foreign"/> samples of the coming batch are not the concept's, and branches should be silent there; 0 asks for nothing.</summary>
    public void Expect(int foreign)
    {
        _foreign = foreign;
        _terms.Clear();
    }

    /// <summary>The mean over layers since the last expectation, dimensionless scalar with gradient; zero without foreign samples.</summary>
    public Tensor Total() => _terms.Count == 0 ? zeros([]) : stack(_terms).mean();

    internal bool Drops() => dropShare > 0 && chance!.NextDouble() < dropShare;

    internal void Record(BlockBranch branch, Tensor input, Tensor output)
    {
        if (_foreign == 0) return;
        var own = input.shape[0] - _foreign;
        var silent = branch.Apply(input.narrow(0, own, _foreign).detach());
        var scale = output.narrow(0, own, _foreign).detach().square().mean() + 1e-6f;
        _terms.Add(silent.square().mean() / scale);
    }
}
