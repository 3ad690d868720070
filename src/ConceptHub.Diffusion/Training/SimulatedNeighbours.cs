using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Stands in for the other concepts of a merge while a concept learns to be silent: random changes in the rows of other numbers of its pool,
/// one of them loud as if its trigger word were called, the rest leaking. Without them a concept is silent on the base's features alone and
/// answers what its neighbours make of them; fifteen such answers feed on each other (docs/decisions/0004). Nobody else's adapter is needed.
/// </summary>
internal sealed class SimulatedNeighbours(StableDiffusionModel model, ForeignWhitening? whitening, int conceptNumber, Random random, Generator generator)
{
    // Strengths are of a row's own root mean square, as measured on trained concepts.
    private const double Present = 0.75, LayerShare = 0.7, WeakestCall = 0.2, StrongestCall = 3, WeakestLeak = 0.03, StrongestLeak = 0.3;
    private readonly int[] _others = [.. model.Codebook.NumbersIn(model.Codebook.PoolOf(conceptNumber)).Where(number => number != conceptNumber)];

    /// <summary>New neighbours, or none, in the last <paramref name="samples"/> of each batch until the result is disposed.</summary>
    public IDisposable? Attach(int samples)
    {
        if (random.NextDouble() >= Present) return null;
        random.Shuffle(_others);
        var codewords = _others.Take(random.Next(_others.Length) + 1).Select(model.Codebook.Encode).ToList();
        var layers = model.UNet.AdaptableLayers;
        for (var i = 0; i < layers.Count; i++)
        {
            var strengths = zeros(model.Plan.Layers[i].Outputs);
            for (var n = 0; n < codewords.Count; n++)
            {
                if (random.NextDouble() >= LayerShare) continue;
                var rows = model.Plan.Rows(i, codewords[n]);
                strengths[TensorIndex.Slice(rows.Start.Value, rows.End.Value)] = n == 0 ? Between(WeakestCall, StrongestCall) : Between(WeakestLeak, StrongestLeak);
            }

            layers[i].Layer.Neighbour = new NeighbourBranch(Weights(i), strengths.to(model.Device), samples);
        }

        return new Attachment(() =>
        {
            foreach (var (_, layer) in layers) layer.Neighbour = null;
        });
    }

    // Random in whitened coordinates: they hear what base features rarely show, as trained concepts do.
    private Tensor Weights(int layer)
    {
        var weights = randn([model.Plan.Layers[layer].Outputs, model.Plan.Layers[layer].Inputs], generator: generator).to(model.Device);
        return whitening?[layer] is { } coordinates ? weights.mm(coordinates.ToInputs) : weights;
    }

    private float Between(double low, double high) => (float)(low * Math.Pow(high / low, random.NextDouble()));
}
