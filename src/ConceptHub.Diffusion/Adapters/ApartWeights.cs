using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>What a layer takes for the samples of one part of a pass, where their recipes differ. Owns nothing.</summary>
/// <param name="Stack">Whole weights of equal shares of the samples, [recipes, outputs, inputs], or null for the layer's own.</param>
/// <param name="Rows">Rows that are others for some samples.</param>
internal readonly record struct ApartWeights(Tensor? Stack, IReadOnlyList<SampleRows> Rows)
{
    public static ApartWeights None { get; } = new(null, []);
}
