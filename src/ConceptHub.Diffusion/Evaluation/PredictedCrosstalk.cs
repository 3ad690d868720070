using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// How much concepts will disturb each other in a merge, from the adapters alone and within milliseconds (SCIENCE.md 3.4): what one
/// adapter says on the text features of another's phrase, relative to what that one says there itself.
/// </summary>
public sealed class PredictedCrosstalk : IDisposable
{
    private static readonly string[] Sentences = ["*", "a photo of *", "a picture of * in the forest", "* on the beach"];
    private readonly IReadOnlyList<ConceptChange> _concepts;
    private readonly List<Tensor> _features;   // by concept: [tokens, text width]
    private readonly IReadOnlyDictionary<string, int> _outputs;

    public PredictedCrosstalk(StableDiffusionModel model, IReadOnlyList<ConceptChange> concepts)
    {
        _concepts = concepts;
        _features = [.. concepts.Select(c => ConceptText.Features(model, c, Sentences, wholeTail: true).DetachFromDisposeScope())];
        _outputs = model.Plan.Layers.ToDictionary(l => l.Name, l => l.Outputs);
    }

    /// <summary>χ from one concept to another: |dW_from X_to|² / |dW_to X_to|² over the layers that read text; 0 is silence.</summary>
    public double Between(int from, int to)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Energy(_concepts[from], _features[to]) / Math.Max(1e-12, Energy(_concepts[to], _features[to]));
    }

    /// <summary>What all others of a merge say on a concept's text, relative to itself.</summary>
    public double On(int concept, IEnumerable<int> others) => others.Where(other => other != concept).Sum(other => Between(other, concept));

    public void Dispose()
    {
        foreach (var features in _features) features.Dispose();
    }

    private double Energy(ConceptChange concept, Tensor features)
    {
        var sum = 0.0;
        foreach (var layer in concept.Layers.Values.Where(l => RowPlacement.IsCrossKeyOrValue(l.Layer)))
            sum += nn.functional.linear(features, layer.Delta(_outputs[layer.Layer])).square().sum().item<float>();
        return sum;
    }
}
