using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// One layer's share of a concept in training: <c>A</c> [rank, inputs] and <c>B</c> [rows, rank], writing only to the rows of its
/// shape. Structure, not a mask: the other rows do not exist here (SCIENCE.md 2.1). Scale is 1 and B starts at zero, so an
/// untrained branch changes nothing. With as many ranks as rows A is the change itself and B the identity: the same freedom, learnt
/// in fewer steps and with less harm to other prompts (docs/decisions/0004).
/// </summary>
public sealed class BlockBranch : ILayerBranch, IDisposable
{
    private readonly EraseLoss _erase;
    private readonly Tensor? _placement;   // [outputs, rows], one 1 in each column; null for contiguous rows

    public BlockBranch(BranchShape shape, EraseLoss erase, Generator generator, Device device)
    {
        (Shape, _erase) = (shape, erase);
        var bound = MathF.Sqrt(3f / shape.Inputs);  // Kaiming uniform for a = sqrt(5) gives sqrt(1/inputs); SCIENCE.md 2.6 asks for plain Kaiming
        if (shape.IsWhole)
        {
            A = new Parameter(zeros([shape.Rank, shape.Inputs], device: device));
            B = new Parameter(eye(shape.Rank, device: device), requires_grad: false);
        }
        else
        {
            A = shape.FixedA is { } given
                ? new Parameter(given.to(device), requires_grad: false)
                : new Parameter((rand([shape.Rank, shape.Inputs], generator: generator) * 2 - 1).mul_(bound).to(device));
            B = new Parameter(zeros([shape.Rows.Count, shape.Rank], device: device));
        }

        _placement = shape.IsContiguous ? null : Placement(shape).to(device);
    }

    public BranchShape Shape { get; }

    /// <summary>[rank, inputs], in the shape's coordinates.</summary>
    public Parameter A { get; }

    /// <summary>[rows, rank].</summary>
    public Parameter B { get; }

    /// <summary>A in the layer's own coordinates, [rank, inputs]: what an adapter holds.</summary>
    public Tensor OwnA => Shape.Coordinates is { } coordinates ? A.mm(coordinates) : A;

    /// <summary>What the optimizer may change.</summary>
    public IEnumerable<Parameter> Trained => new[] { A, B }.Where(p => p.requires_grad);

    /// <inheritdoc/>
    /// <remarks>Reports what it says on foreign inputs.</remarks>
    public Tensor AddTo(Tensor output, Tensor input)
    {
        _erase.Record(this, input, output);
        return _erase.Drops() ? output : output + Placed(Apply(input));
    }

    /// <summary>B (A x): [..., rows].</summary>
    public Tensor Apply(Tensor input)
    {
        var inner = nn.functional.linear(input, OwnA);
        return Shape.IsWhole ? inner : nn.functional.linear(inner, B);
    }

    /// <summary>Takes up matrices in the layer's own coordinates: a [rank, inputs], b [rows, rank].</summary>
    public void Load(Tensor a, Tensor b)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        A.copy_(Shape.Coordinates is { } coordinates ? linalg.solve(coordinates, a.transpose(0, 1)).transpose(0, 1) : a);
        B.copy_(b);
    }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        _placement?.Dispose();
    }

    /// <summary>[..., rows] to [..., outputs], zero elsewhere.</summary>
    private Tensor Placed(Tensor change)
    {
        if (_placement is not null) return nn.functional.linear(change, _placement);
        return change.shape[^1] == Shape.Outputs ? change : nn.functional.pad(change, [Shape.Rows[0], Shape.Outputs - Shape.Rows[^1] - 1]);
    }

    private static Tensor Placement(BranchShape shape)
    {
        var ones = new float[shape.Outputs * shape.Rows.Count];
        for (var column = 0; column < shape.Rows.Count; column++) ones[shape.Rows[column] * shape.Rows.Count + column] = 1;
        return tensor(ones, [shape.Outputs, shape.Rows.Count]);
    }
}
