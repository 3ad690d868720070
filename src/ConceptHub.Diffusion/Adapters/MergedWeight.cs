using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// One weight of the base and, from the first change on, the pristine values of the rows that changes touch: some blocks of rows, or
/// all of them. Rows are always pristine + change, computed anew in float32 and rounded once to the weight's type.
/// </summary>
internal sealed class MergedWeight(Tensor weight) : IDisposable
{
    private readonly Dictionary<long, Tensor> _blocks = [];   // by first row: [rows, ...]; empty once _all is there
    private Tensor? _all;

    /// <summary>[outputs, inputs], or [outputs, inputs, kernel height, kernel width]. Not owned.</summary>
    public Tensor Weight { get; } = weight;

    /// <summary>Writes a block of rows: pristine plus <paramref name="change"/> [rows, columns], or pristine alone.</summary>
    public void Write(long firstRow, long rows, Tensor? change) => Write(Weight.narrow(0, firstRow, rows), Pristine(firstRow, rows), change);

    /// <summary>Writes every row: pristine plus <paramref name="change"/> [outputs, columns], or pristine alone.</summary>
    public void WriteAll(Tensor? change) => Write(Weight, Pristine(), change);

    public void Dispose()
    {
        _all?.Dispose();
        foreach (var rows in _blocks.Values) rows.Dispose();
    }

    private static void Write(Tensor target, Tensor pristine, Tensor? change) =>
        target.copy_(change is null ? pristine : pristine.to(ScalarType.Float32) + change.reshape(target.shape));

    private Tensor Pristine(long firstRow, long rows)
    {
        if (_all is not null) return _all.narrow(0, firstRow, rows);
        if (!_blocks.TryGetValue(firstRow, out var block)) _blocks[firstRow] = block = Weight.narrow(0, firstRow, rows).clone().DetachFromDisposeScope();
        return block;
    }

    // Rows that are merged now have their pristine values in the blocks, all others in the weight itself.
    private Tensor Pristine()
    {
        if (_all is not null) return _all;
        _all = Weight.clone().DetachFromDisposeScope();
        foreach (var (firstRow, block) in _blocks)
        {
            _all.narrow(0, firstRow, block.shape[0]).copy_(block);
            block.Dispose();
        }

        _blocks.Clear();
        return _all;
    }
}
