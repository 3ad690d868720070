using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>
/// A LoRA made quieter on what it is not about, by niche projection (SCIENCE.md 2.5): in each linear layer of a transformer block the
/// down matrix A becomes A Cx (Cx + λ Cf + ε I)⁻¹. Rank, up matrices and scale stay; nothing is trained.
/// </summary>
/// <param name="Projected">How many of its layers were projected; the others are as they were.</param>
public sealed record NicheLora(OrdinaryLora Lora, int Projected)
{
    private const string MetadataKey = "concepthub.niche";

    /// <param name="foreign">What the concept is not. Not disposed here.</param>
    /// <returns>The model is as before.</returns>
    public static NicheLora Of(StableDiffusionModel model, LoraTeacher teacher, ForeignExamples foreign, CancellationToken cancellation)
    {
        var lora = teacher.Concept.Part.Lora;
        var layers = model.Plan.Layers.Select((layer, index) => (Path: AdaptableWeights.PathOf(layer), index)).ToDictionary(it => it.Path, it => it.index, StringComparer.Ordinal);
        using var own = OfConcept(model, teacher, cancellation);
        using var others = OfOthers(model, foreign, cancellation);
        model.Merge.Clear();
        var projected = lora.Modules.Count(m => layers.ContainsKey(m.Path));
        return new NicheLora(new OrdinaryLora
        {
            Modules = [.. lora.Modules.Select(m => layers.TryGetValue(m.Path, out var layer) ? m with { Down = QuietDown(m, own[layer], others[layer]) } : m)],
            Metadata = new Dictionary<string, string>(lora.Metadata)
            {
                [MetadataKey] = FormattableString.Invariant($"{projected} layers projected for '{teacher.Concept.LoraPhrase}', foreign weight {NicheProjection.UsualWeight}"),
            },
        }, projected);
    }

    private static float[] QuietDown(LoraModule module, Tensor own, Tensor foreign)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var a = tensor(module.Down, [module.Rank, module.Down.Length / module.Rank]);   // [rank, inputs]
        return NicheProjection.Project(a, own, foreign).ToValues<float>();
    }

    private static InputMoments OfConcept(StableDiffusionModel model, LoraTeacher teacher, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        MergePart[] parts = [teacher.Concept.Part];
        model.Merge.Apply(parts);
        return InputMoments.Of(model, () => Visit(model, teacher.Learned, parts, teacher.ForLora, cancellation), Features(model, teacher));
    }

    private static InputMoments OfOthers(StableDiffusionModel model, ForeignExamples foreign, CancellationToken cancellation) =>
        InputMoments.Of(model, () => Visit(model, new NoisySamples([.. foreign.Captions.Select(c => c.Caption)], foreign.Latents), [], caption => caption, cancellation));

    private static void Visit(StableDiffusionModel model, NoisySamples samples, MergePart[] parts, Func<string, string> prompt, CancellationToken cancellation) =>
        samples.Visit(model, (sentences, noisy, timesteps) => MergedPrediction.Of(model, parts, [.. sentences.Select(prompt)], noisy, timesteps), cancellation);

    /// <summary>Text features that know of the concept, [tokens, channels], with the LoRA merged.</summary>
    private static Tensor Features(StableDiffusionModel model, LoraTeacher teacher)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        MergePart[] parts = [teacher.Concept.Part];
        var pipeline = new TextToImagePipeline(model);
        var features = teacher.Learned.Sentences.Select(sentence =>
        {
            var hidden = pipeline.Encode([teacher.ForLora(sentence)], parts).At(0)[0];   // [words, channels]
            var from = FirstDifference(pipeline.Tokens(teacher.ForLora(sentence), parts), pipeline.Tokens(teacher.ForBase(sentence), parts));
            return hidden.narrow(0, from, hidden.shape[0] - from);
        });
        return cat([.. features]).MoveToOuterDisposeScope();
    }

    // The encoder is causal: features before the first different token are equal, and belong to every prompt. All count when no word calls the LoRA.
    private static int FirstDifference(long[] one, long[] other)
    {
        var same = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return same < one.Length ? same : 0;
    }
}
