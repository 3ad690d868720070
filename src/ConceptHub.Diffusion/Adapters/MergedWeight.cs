using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// One weight of the base and, while changes are in it, the pristine values of the rows that they touch: some blocks of rows, or
/// all of them. Rows are always pristine + changes, computed anew in float32 and rounded once to the weight's type.
/// </summary>
internal sealed class MergedWeight(Tensor weight) : IDisposable
{
    private readonly Dictionary<long, Tensor> _blocks = [];   // by first row: [rows, ...]; empty once _all is there
    private Tensor? _all;

    /// <summary>[outputs, inputs], or [outputs, inputs, kernel height, kernel width]. Not owned.</summary>
    public Tensor Weight { get; } = weight;

    /// <summary>Writes a block of rows: pristine plus <paramref name="change"/>, or pristine alone.</summary>
    public void Write(long firstRow, long rows, RowsChange? change)
    {
        Write(Weight.narrow(0, firstRow, rows), Pristine(firstRow, rows), change is { } it ? [it with { FirstRow = 0 }] : []);
        if (change is null && _blocks.Remove(firstRow, out var block)) block.Dispose();   // the weight itself has them again
    }

    /// <summary>Writes every row: pristine plus all changes that there are, one after the other.</summary>
    public void WriteAll(IEnumerable<RowsChange?> changes)
    {
        List<RowsChange> there = [.. changes.OfType<RowsChange>()];
        Write(Weight, Pristine(), there);
        if (there.Count > 0) return;
        _all?.Dispose();
        _all = null;
    }

    public void Dispose()
    {
        _all?.Dispose();
        foreach (var rows in _blocks.Values) rows.Dispose();
    }

    private static void Write(Tensor target, Tensor pristine, IEnumerable<RowsChange> changes)
    {
        var isPlain = target.dtype == ScalarType.Float32 && target.is_contiguous();   // then the sum grows in the weight itself; kernels lie otherwise (MapConv)
        var sum = (isPlain ? target : empty(target.shape, ScalarType.Float32, target.device)).copy_(pristine);
        var matrix = sum.view(sum.shape[0], -1);   // [rows, columns]
        foreach (var change in changes) matrix.narrow(0, change.FirstRow, change.Up.shape[0]).addmm_(change.Up, change.Down);
        if (!isPlain) target.copy_(sum);
    }

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
