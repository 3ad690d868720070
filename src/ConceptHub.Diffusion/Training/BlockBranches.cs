using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>All branches of one concept in training, one per layer that it may change, attached to the UNet while <see cref="Attach"/> holds.</summary>
internal sealed class BlockBranches : IDisposable
{
    private const double DropShare = 0.25;   // R3: SCIENCE.md 2.4 has 0.2 to 0.3
    private readonly StableDiffusionModel _model;
    private readonly BlockBranch?[] _branches;   // by layer of the plan

    public BlockBranches(StableDiffusionModel model, ConceptTrainingSettings settings, TrainingVariant variant, ForeignWhitening? whitening, Generator generator)
    {
        _model = model;
        Erase = variant.Erase.HasFlag(EraseForms.Drop) ? new EraseLoss(DropShare, new Random(settings.Seed)) : new EraseLoss();
        var placement = new RowPlacement(model.Plan, variant, settings.ConceptNumber, settings.TriggerWord);
        _branches = [.. model.Plan.Layers.Select((layer, i) => placement.Rows(i) is { } rows ? Branch(layer, rows, whitening?[i]) : null)];

        BlockBranch Branch(AdaptedLayer layer, IReadOnlyList<int> rows, Tensor? coordinates)
        {
            var rank = Math.Min(settings.RankOf(rows.Count, layer.Inputs), Math.Min(rows.Count, layer.Inputs));
            using var given = variant.HasOrthogonalInputs ? OrthogonalBasis.DownProjection(layer.Inputs, rank, settings.ConceptNumber) : null;
            return new BlockBranch(new BranchShape(layer.Name, layer.Inputs, layer.Outputs, rows, rank) { FixedA = given, Coordinates = coordinates }, Erase, generator, model.Device);
        }
    }

    /// <summary>What the branches say where they should not.</summary>
    public EraseLoss Erase { get; }

    public IEnumerable<Parameter> Trained => All.SelectMany(b => b.Trained);

    private IEnumerable<BlockBranch> All => _branches.OfType<BlockBranch>();

    /// <summary>The UNet answers with these branches until the result is disposed.</summary>
    public IDisposable Attach() => Connect(layer => _branches[layer]);

    /// <summary>The same, but the first samples of each batch are answered with the branches of another set; both have the same layers.</summary>
    public IDisposable AttachAfter(BlockBranches other, long samples) =>
        Connect(layer => _branches[layer] is { } branch ? new SplitBranch(other._branches[layer]!, branch, samples) : null);

    /// <summary>The layers as an adapter file holds them.</summary>
    public IReadOnlyList<AdapterLayer> ToLayers() => [.. All.Select(b => new AdapterLayer(b.Shape.Layer, b.Shape.Rank, b.OwnA.ToValues<float>(), b.B.ToValues<float>()))];

    /// <summary>The layers with the rows that they change.</summary>
    public IReadOnlyDictionary<string, LayerChange> ToChanges() =>
        All.ToDictionary(b => b.Shape.Layer, b => new LayerChange(b.Shape.Layer, b.Shape.Rank, b.OwnA.ToValues<float>(), b.B.ToValues<float>(), b.Shape.Rows));

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
        foreach (var branch in All) branch.Dispose();
    }

    private Attachment Connect(Func<int, ILayerBranch?> branchOf)
    {
        var layers = _model.UNet.AdaptableLayers;
        for (var i = 0; i < layers.Count; i++) layers[i].Layer.Branch = branchOf(i);
        return new Attachment(() =>
        {
            foreach (var (_, layer) in layers) layer.Branch = null;
        });
    }
}
