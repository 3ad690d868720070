using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Which numbers one layer's branch has.</summary>
/// <param name="Layer">Name in the plan.</param>
/// <param name="Inputs">Width of the layer's input.</param>
/// <param name="Outputs">Rows of the layer's weight.</param>
/// <param name="Rows">The rows the branch may write, in the order of B's rows.</param>
/// <param name="Rank">r'.</param>
public sealed record BranchShape(string Layer, int Inputs, int Outputs, IReadOnlyList<int> Rows, int Rank)
{
    /// <summary>[rank, inputs], when A is given and not learnt (Orthogonal Adaptation); not owned. Null: A is drawn and trained.</summary>
    public Tensor? FixedA { get; init; }

    /// <summary>[inputs, inputs]: A is learnt in these coordinates, so the layer sees A times this; not owned. Null: in the layer's own.</summary>
    public Tensor? Coordinates { get; init; }

    /// <summary>B has as many columns as rows, so A alone can be any change of the block: B stays the identity and A starts at zero.</summary>
    internal bool IsWhole => FixedA is null && Rank == Rows.Count;

    internal bool IsContiguous => Rows[^1] - Rows[0] == Rows.Count - 1 && Rows.Zip(Rows.Skip(1)).All(pair => pair.Second == pair.First + 1);
}
