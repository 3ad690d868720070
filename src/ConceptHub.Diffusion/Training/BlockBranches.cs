using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>All branches of one concept in training, one per layer that it may change, attached to the UNet while <see cref="Attach"/> holds.</summary>
internal sealed class BlockBranches : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly BlockBranch?[] _branches;   // by layer of the plan

    public BlockBranches(StableDiffusionModel model, ConceptTrainingSettings settings, TrainingVariant variant, ForeignWhitening? whitening, EraseLoss erase, Generator generator)
    {
        _model = model;
        var placement = new RowPlacement(model.Plan, variant, settings.ConceptNumber, settings.TriggerWord);
        _branches = [.. model.Plan.Layers.Select((layer, i) => placement.Rows(i) is { } rows ? Branch(layer, rows, whitening?[i]) : null)];

        BlockBranch Branch(AdaptedLayer layer, IReadOnlyList<int> rows, Tensor? coordinates)
        {
            var rank = Math.Min(settings.RankOf(rows.Count, layer.Inputs), Math.Min(rows.Count, layer.Inputs));
            using var given = variant.HasOrthogonalInputs ? OrthogonalBasis.DownProjection(layer.Inputs, rank, settings.ConceptNumber) : null;
            return new BlockBranch(new BranchShape(layer.Name, layer.Inputs, layer.Outputs, rows, rank) { FixedA = given, Coordinates = coordinates }, erase, generator, model.Device);
        }
    }

    public IEnumerable<Parameter> Trained => All.SelectMany(b => b.Trained);

    private IEnumerable<BlockBranch> All => _branches.OfType<BlockBranch>();

    /// <summary>The UNet answers with the concept until the result is disposed.</summary>
    public IDisposable Attach()
    {
        Connect(_branches);
        return new Attachment(() => Connect(null));
    }

    /// <summary>The layers as an adapter file holds them.</summary>
    public IReadOnlyList<AdapterLayer> ToLayers() => [.. All.Select(b => new AdapterLayer(b.Shape.Layer, b.Shape.Rank, Floats(b.OwnA), Floats(b.B)))];

    /// <summary>The layers with the rows that they change.</summary>
    public IReadOnlyDictionary<string, LayerChange> ToChanges() =>
        All.ToDictionary(b => b.Shape.Layer, b => new LayerChange(b.Shape.Layer, b.Shape.Rank, Floats(b.OwnA), Floats(b.B), b.Shape.Rows));

    /// <summary>Takes up the layers of a checkpoint.</summary>
    public void Load(IReadOnlyList<AdapterLayer> layers)
    {
        foreach (var (branch, layer) in All.Zip(layers))
        {
            using var a = tensor(layer.A, branch.A.shape);
            using var b = tensor(layer.B, branch.B.shape);
            branch.Load(a.to(_model.Device), b.to(_model.Device));
        }
    }

    public void Dispose()
    {
        Connect(null);
        foreach (var branch in All) branch.Dispose();
    }

    private void Connect(BlockBranch?[]? branches)
    {
        var layers = _model.UNet.AdaptableLayers;
        for (var i = 0; i < layers.Count; i++) layers[i].Layer.Branch = branches?[i];
    }

    private static float[] Floats(Tensor weights)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var values = weights.detach().cpu().contiguous();
        return values.data<float>().ToArray();
    }
}
