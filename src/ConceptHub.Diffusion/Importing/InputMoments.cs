using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>Second moments E[x xᵀ] of what flows into a layer; changes nothing of what flows out.</summary>
internal sealed class InputMoments : ILayerBranch, IDisposable
{
    private Tensor? _sum;   // [inputs, inputs], float64
    private long _count;

    public Tensor AddTo(Tensor output, Tensor input)
    {
        Add(input);
        return output;
    }

    /// <param name="inputs">[..., inputs]: each vector counts once.</param>
    public void Add(Tensor inputs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var rows = inputs.reshape(-1, inputs.shape[^1]).to(ScalarType.Float64).cpu();   // [vectors, inputs]
        _count += rows.shape[0];
        var sum = rows.t().mm(rows);
        if (_sum is null) _sum = sum.DetachFromDisposeScope();
        else _sum.add_(sum);
    }

    /// <summary>[inputs, inputs], float64, on the CPU, in the caller's scope.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public Tensor Mean() => _sum is null ? throw new InvalidOperationException("Nothing flowed into the layer.") : _sum / tensor((double)_count);

    public void Dispose() => _sum?.Dispose();
}
