using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// One layer's share of a concept in training: <c>A</c> [rank, inputs] and <c>B</c> [rows, rank], writing only to rows
/// <c>[firstRow, firstRow + rows)</c> of the layer's output. Structure, not a mask: the other rows do not exist here
/// (SCIENCE.md 2.1). Scale is 1 and B starts at zero, so an untrained branch changes nothing.
/// </summary>
public sealed class BlockBranch : ILayerBranch, IDisposable
{
    private readonly EraseLoss _erase;
    private readonly long _firstRow;

    public BlockBranch(string layer, int inputs, int firstRow, int rows, int rank, EraseLoss erase, Generator generator, Device device)
    {
        Layer = layer;
        (_firstRow, _erase) = (firstRow, erase);
        var bound = MathF.Sqrt(3f / inputs);  // Kaiming uniform for a = sqrt(5) gives sqrt(1/inputs); SCIENCE.md 2.6 asks for plain Kaiming
        A = new Parameter((rand([Math.Min(rank, rows), inputs], generator: generator) * 2 - 1).mul_(bound).to(device));
        B = new Parameter(zeros([rows, Math.Min(rank, rows)], device: device));
    }

    public string Layer { get; }

    public Parameter A { get; }

    public Parameter B { get; }

    /// <summary>Adds the block's rows, and reports what the branch says on foreign inputs.</summary>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        _erase.Record(this, input, output);
        var change = Apply(input);
        var after = output.shape[^1] - _firstRow - change.shape[^1];
        return output + nn.functional.pad(change, [_firstRow, after]);
    }

    /// <summary>B (A x): [..., rows].</summary>
    public Tensor Apply(Tensor input) => nn.functional.linear(nn.functional.linear(input, A), B);

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}
