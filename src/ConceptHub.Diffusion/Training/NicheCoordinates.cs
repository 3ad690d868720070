using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Coordinates of a concept's niche: for each adaptable layer those of <see cref="ForeignWhitening"/>, in which each direction is scaled by
/// √(μ / (μ + λ)), where μ is how much more energy the concept's own inputs have there than foreign ones. To enter them is the niche
/// projection C (C + λ F)⁻¹ of SCIENCE.md 2.5; to learn in them is to learn where others do not hear it. As the concept learns to mark
/// its own inputs, μ of a few directions grows from about ten to thousands, so they are measured anew several times.
/// </summary>
internal sealed class NicheCoordinates : IDisposable
{
    private const double Least = 1e-3;   // of a direction's squared scale: none is closed for good
    private readonly InputCoordinates?[] _coordinates;   // by layer of the plan

    private NicheCoordinates(InputCoordinates?[] coordinates) => _coordinates = coordinates;

    /// <summary>Null where the layer is too wide for the whitening.</summary>
    public InputCoordinates? this[int layer] => _coordinates[layer];

    /// <param name="visit">Runs the UNet on the concept's own samples, with what it has learnt so far.</param>
    /// <param name="weight">λ: how much silence elsewhere weighs against the concept.</param>
    public static NicheCoordinates Of(StableDiffusionModel model, ForeignWhitening whitening, Action visit, double weight)
    {
        using var off = no_grad();
        using var own = InputMoments.Of(model, visit, text: null, ForeignWhitening.LargestInputs);
        return new NicheCoordinates([.. model.Plan.Layers.Select((_, i) => whitening[i] is { } white ? Niche(own[i].to(model.Device) / whitening.EnergyOf(i), white, weight) : null)]);
    }

    public void Dispose()
    {
        foreach (var coordinates in _coordinates) coordinates?.Dispose();
    }

    private static InputCoordinates Niche(Tensor moment, InputCoordinates white, double weight)
    {
        using var scope = NewDisposeScope();
        var own = white.ToInputs.mm(moment).mm(white.ToInputs);
        var (values, vectors) = linalg.eigh(own);
        var scales = (values / (values + weight)).clamp_min(Least).sqrt();
        var niche = (vectors * scales).mm(vectors.transpose(0, 1));
        return new InputCoordinates(niche.mm(white.ToInputs).DetachFromDisposeScope(), white.FromInputs.mm(niche).DetachFromDisposeScope());
    }
}
