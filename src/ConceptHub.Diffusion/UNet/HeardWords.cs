using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>What cross-attention makes of a <see cref="TextContext"/> and its layers' weights, which stay the same over the steps of a drawing. For one thread at a time.</summary>
public sealed class HeardWords : IDisposable
{
    private readonly Dictionary<Attention, (Tensor Key, Tensor Value)> _heard = [];
    private readonly Dictionary<(long Height, long Width), Tensor> _hidden = [];

    internal (Tensor Key, Tensor Value) Of(Attention layer, Func<(Tensor Key, Tensor Value)> make)
    {
        if (_heard.TryGetValue(layer, out var found)) return found;
        var (key, value) = make();
        return _heard[layer] = (key.DetachFromDisposeScope(), value.DetachFromDisposeScope());
    }

    internal Tensor Hidden(long height, long width, Func<Tensor> make) =>
        _hidden.TryGetValue((height, width), out var found) ? found : _hidden[(height, width)] = make().DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (var (key, value) in _heard.Values)
        {
            key.Dispose();
            value.Dispose();
        }

        foreach (var hidden in _hidden.Values) hidden.Dispose();
    }
}
