using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Stands in for the other concepts of a merge while a concept learns to be silent: random changes in the rows of a random other number.
/// Without it a concept is silent on the base's features alone and answers what its neighbours make of them (docs/decisions/0004).
/// Nobody else's adapter is needed.
/// </summary>
internal sealed class SimulatedNeighbours(StableDiffusionModel model, ForeignWhitening? whitening, int conceptNumber, Random random, Generator generator)
{
    private const double Present = 0.5, LayerShare = 0.7, Weakest = 0.2, Strongest = 1.5;   // as trained concepts do to their rows

    /// <summary>A new neighbour, or none, in the last <paramref name="samples"/> of each batch until the result is disposed.</summary>
    public IDisposable? Attach(int samples)
    {
        if (random.NextDouble() >= Present) return null;
        var number = conceptNumber;
        while (number == conceptNumber) number = random.Next(model.Codebook.Blocks);
        var codeword = model.Codebook.Encode(number);
        var layers = model.UNet.AdaptableLayers;
        for (var i = 0; i < layers.Count; i++)
        {
            if (random.NextDouble() < LayerShare) layers[i].Layer.Neighbour = Branch(i, model.Plan.Rows(i, codeword), samples);
        }

        return new Attachment(() =>
        {
            foreach (var (_, layer) in layers) layer.Neighbour = null;
        });
    }

    // Random in whitened coordinates: it hears what base features rarely show, as trained concepts do.
    private NeighbourBranch Branch(int layer, Range rows, int samples)
    {
        var weights = randn([rows.End.Value - rows.Start.Value, model.Plan.Layers[layer].Inputs], generator: generator).to(model.Device);
        if (whitening?[layer] is { } coordinates) weights = weights.mm(coordinates);
        var strength = Weakest * Math.Pow(Strongest / Weakest, random.NextDouble());
        return new NeighbourBranch(rows.Start.Value, weights, (float)strength, samples);
    }
}
