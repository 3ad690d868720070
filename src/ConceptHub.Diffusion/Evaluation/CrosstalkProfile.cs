using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// All of a concept that predicts how it and others disturb each other in a merge (SCIENCE.md 3.4), from its adapter alone: what it
/// says to text features and what the features of its own phrase are. Two profiles are compared in one pass over their numbers.
/// </summary>
/// <param name="Says">Sum of ΔWᵀ ΔW over the layers that read text, [width, width], row-major: features x are answered with xᵀ Says x of energy.</param>
/// <param name="Hears">Second moment Xᵀ X of the features of its phrase in sentences, [width, width], row-major.</param>
/// <param name="Plain">Energy of what the base itself says to these features in the same layers.</param>
public sealed record CrosstalkProfile(float[] Says, float[] Hears, double Plain)
{
    private static readonly string[] Sentences = ["*", "a photo of *", "a picture of * in the forest", "* on the beach"];

    /// <summary>Memory of the numbers.</summary>
    public long Bytes => sizeof(float) * (Says.LongLength + Hears.LongLength);

    /// <summary>Encodes the concept's phrase with the base's text encoder. Nothing is merged into the model afterwards.</summary>
    public static CrosstalkProfile Of(StableDiffusionModel model, ConceptChange concept)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.Merge.Clear();
        var features = ConceptText.Features(model, concept, Sentences, wholeTail: true);   // [tokens, width]
        var width = (int)features.shape[1];
        var says = zeros([width, width]);
        foreach (var layer in concept.Layers.Values.Where(l => RowPlacement.IsCrossKeyOrValue(l.Layer)))
        {
            using var inner = NewDisposeScope();
            var down = tensor(layer.A, [layer.Rank, width]);
            var up = tensor(layer.B, [layer.Rows.Count, layer.Rank]);
            says.add_(down.t().mm(up.t().mm(up)).mm(down));   // Aᵀ (Bᵀ B) A: never a whole weight
        }

        var layers = model.UNet.AdaptableLayers.Where(l => RowPlacement.IsCrossKeyOrValue(l.Name)).Select(l => l.Layer.Weight.cpu());
        return new CrosstalkProfile(says.ToValues<float>(), features.t().mm(features).ToValues<float>(), layers.Sum(weight => (double)features.mm(weight.t()).square().sum().item<float>()));
    }

    /// <summary>χ of another concept on this one, |ΔW_other X|² / |W X|², as trained: how much of what the base makes of this one's words the other changes; 0 is silence.</summary>
    /// <exception cref="ArgumentException">The other one is of another text encoder.</exception>
    public double From(CrosstalkProfile other) => other.Says.Length == Hears.Length
        ? Math.Max(0, Energy(other.Says, Hears)) / Math.Max(1e-12, Plain)
        : throw new ArgumentException("The concepts are of different text encoders.", nameof(other));

    // trace(Says Hears): both are symmetric.
    private static double Energy(float[] says, float[] hears)
    {
        var sum = 0.0;
        for (var i = 0; i < says.Length; i++) sum += (double)says[i] * hears[i];
        return sum;
    }
}
