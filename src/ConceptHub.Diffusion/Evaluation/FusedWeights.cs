using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Puts any fused change into a model's adaptable layers and takes it out again: how ways of merging are tried that the product does
/// not offer. The product's own merge is <see cref="RecipeMerge"/>; no recipe may be merged meanwhile.
/// </summary>
public sealed class FusedWeights : IDisposable
{
    private readonly IReadOnlyList<AdaptableLinear> _layers;
    private readonly List<Tensor> _pristine;   // by layer, [outputs, inputs]

    public FusedWeights(StableDiffusionModel model)
    {
        model.Merge.Clear();
        _layers = [.. model.UNet.AdaptableLayers.Select(l => l.Layer)];
        using var off = no_grad();
        _pristine = [.. _layers.Select(l => l.Weight.clone().DetachFromDisposeScope())];
    }

    /// <summary>Makes the weights base + change, rounded once; null restores a layer.</summary>
    /// <param name="changes">By layer of the plan, [outputs, inputs] or null.</param>
    public void Write(IReadOnlyList<Tensor?> changes)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _layers.Count; i++)
            _layers[i].Weight.copy_(changes[i] is { } change ? _pristine[i] + change.to(_pristine[i].device) : _pristine[i]);
    }

    /// <summary>Takes a change off what is there now, as most tools un-merge: in floats, so that last bits stay wrong.</summary>
    public void Subtract(IReadOnlyList<Tensor?> changes)
    {
        using var off = no_grad();
        for (var i = 0; i < _layers.Count; i++)
            if (changes[i] is { } change) _layers[i].Weight.sub_(change.to(_layers[i].Weight.device));
    }

    /// <summary>The base's weights again, bit for bit.</summary>
    public void Restore() => Write(new Tensor?[_layers.Count]);

    /// <summary>SHA-256 over the layers' present weights.</summary>
    public string Hash() => ModuleWeights.Hash(_layers.Select((layer, i) => ($"{i}.", (nn.Module)layer)));

    /// <summary>Restores the base and frees the copies.</summary>
    public void Dispose()
    {
        Restore();
        foreach (var weight in _pristine) weight.Dispose();
    }
}
