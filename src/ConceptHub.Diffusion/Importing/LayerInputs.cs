using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>
/// What flows into the attention layers for a set of samples. Keys and values of cross-attention see text alone: their moments
/// are those of the text features, one matrix for all of them, and need no pass of the UNet.
/// </summary>
internal sealed class LayerInputs : IDisposable
{
    private readonly InputMoments _text = new();
    private readonly Dictionary<string, InputMoments> _layers = new(StringComparer.Ordinal);

    private LayerInputs()
    {
    }

    /// <param name="paths">Layers to listen at.</param>
    /// <param name="parts">Merged while listening; stay merged.</param>
    /// <param name="prompt">Turns a sentence of the samples into a prompt.</param>
    /// <param name="without">The same sentence without the concept: features from the first different token on count. Null counts all.</param>
    public static LayerInputs Record(StableDiffusionModel model, IReadOnlyCollection<string> paths, NoisySamples samples, IReadOnlyList<MergePart> parts, Func<string, string> prompt, Func<string, string>? without)
    {
        var inputs = new LayerInputs();
        var listening = model.UNet.AdaptableLayers.Where(l => paths.Contains(AdaptableWeights.PathOf(l.Name)) && !SeesText(l.Name)).ToList();
        foreach (var (name, layer) in listening) layer.Branch = inputs._layers[AdaptableWeights.PathOf(name)] = new InputMoments();
        try
        {
            inputs.AddText(model, samples.Sentences, parts, prompt, without);
            samples.Visit(model, (sentences, noisy, timesteps) => MergedPrediction.Of(model, parts, [.. sentences.Select(prompt)], noisy, timesteps));
        }
        finally
        {
            foreach (var (_, layer) in listening) layer.Branch = null;
        }

        return inputs;
    }

    /// <summary>E[x xᵀ] of a layer's inputs, [inputs, inputs] float64, in the caller's scope.</summary>
    public Tensor Moments(string path) => (SeesText(path) ? _text : _layers[path]).Mean();

    public void Dispose()
    {
        _text.Dispose();
        foreach (var layer in _layers.Values) layer.Dispose();
    }

    private static bool SeesText(string layer) => layer.EndsWith(".attn2.to_k", StringComparison.Ordinal) || layer.EndsWith(".attn2.to_v", StringComparison.Ordinal);

    private void AddText(StableDiffusionModel model, IReadOnlyList<string> sentences, IReadOnlyList<MergePart> parts, Func<string, string> prompt, Func<string, string>? without)
    {
        using var off = no_grad();
        model.Merge.Apply(parts);
        var pipeline = new TextToImagePipeline(model);
        foreach (var sentence in sentences)
        {
            using var scope = NewDisposeScope();
            var features = pipeline.Encode([prompt(sentence)], parts);   // [1, words, channels]
            var from = without is null ? 0 : FirstDifference(pipeline, parts, prompt(sentence), without(sentence));
            _text.Add(features.narrow(1, from, features.shape[1] - from));
        }
    }

    // The encoder is causal: features before the first different token are equal, and belong to every prompt.
    private static long FirstDifference(TextToImagePipeline pipeline, IReadOnlyList<MergePart> parts, string one, string other)
    {
        var (first, second) = (pipeline.Tokens(one, parts), pipeline.Tokens(other, parts));
        var same = first.Zip(second).TakeWhile(pair => pair.First == pair.Second).Count();
        return same < first.Length ? same : 0;
    }
}
