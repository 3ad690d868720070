using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>All branches of one concept in training, one per adapted layer, attached to the UNet while <see cref="Attach"/> holds.</summary>
internal sealed class BlockBranches : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly List<BlockBranch> _branches;

    public BlockBranches(StableDiffusionModel model, int conceptNumber, int rank, EraseLoss erase, Generator generator)
    {
        _model = model;
        var codeword = model.Codebook.Encode(conceptNumber);
        _branches = [.. model.Plan.Layers.Select((layer, i) =>
        {
            var block = codeword[model.Plan.LayerSites[i]];
            var first = model.Plan.Rows(layer, block).Start.Value;
            return new BlockBranch(layer.Name, layer.Inputs, first, model.Plan.RowCount(layer, block), rank, erase, generator, model.Device);
        })];
    }

    public IEnumerable<Parameter> Parameters => _branches.SelectMany(b => new[] { b.A, b.B });

    /// <summary>The UNet answers with the concept until the result is disposed.</summary>
    public IDisposable Attach()
    {
        Connect(_branches);
        return new Attachment(() => Connect(null));
    }

    /// <summary>The layers as an adapter file holds them.</summary>
    public IReadOnlyList<AdapterLayer> ToLayers() => [.. _branches.Select(b => new AdapterLayer(b.Layer, (int)b.A.shape[0], Floats(b.A), Floats(b.B)))];

    /// <summary>Takes up the layers of a checkpoint.</summary>
    public void Load(IReadOnlyList<AdapterLayer> layers)
    {
        using var off = no_grad();
        foreach (var (branch, layer) in _branches.Zip(layers))
        {
            using var a = tensor(layer.A, branch.A.shape);
            using var b = tensor(layer.B, branch.B.shape);
            branch.A.copy_(a);
            branch.B.copy_(b);
        }
    }

    public void Dispose()
    {
        Connect(null);
        foreach (var branch in _branches) branch.Dispose();
    }

    private void Connect(List<BlockBranch>? branches)
    {
        var layers = _model.UNet.AdaptableLayers;
        for (var i = 0; i < layers.Count; i++) layers[i].Layer.Branch = branches?[i];
    }

    private static float[] Floats(Tensor weights)
    {
        using var values = weights.detach().cpu().contiguous();
        return values.data<float>().ToArray();
    }

    private sealed class Attachment(Action detach) : IDisposable
    {
        public void Dispose() => detach();
    }
}
