using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>
/// Base + LoRA, asked in the words that its own prompts use: what an import wants to keep. Draws samples of the concept when made,
/// since an ordinary LoRA comes without its pictures; some are kept for judging.
/// </summary>
public sealed class LoraTeacher : IDisposable
{
    private const int FirstSeed = 1000;
    private readonly StableDiffusionModel _model;
    private readonly Tensor _latents;   // [learned + judged sentences, channels, h, w]

    /// <exception cref="ArgumentException">The LoRA is of another base model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the LoRA may still be merged.</exception>
    public LoraTeacher(StableDiffusionModel model, LoraConcept concept, CancellationToken cancellation)
    {
        (_model, Concept) = (model, concept);
        var (learned, judged) = (ConceptSentences.Learned(concept.Kind), ConceptSentences.Judged(concept.Kind));
        _latents = DrawnLatents.Of(model, [.. learned.Concat(judged).Select(ForLora)], [concept.Part], FirstSeed, cancellation);
        Learned = new NoisySamples(learned, _latents.narrow(0, 0, learned.Count).DetachFromDisposeScope());
        Judged = new NoisySamples(judged, _latents.narrow(0, learned.Count, judged.Count).DetachFromDisposeScope());
        model.Merge.Clear();
    }

    public LoraConcept Concept { get; }

    /// <summary>Samples to learn from; sentences have * for the concept's phrase.</summary>
    internal NoisySamples Learned { get; }

    internal NoisySamples Judged { get; }

    public void Dispose()
    {
        Learned.Latents.Dispose();
        Judged.Latents.Dispose();
        _latents.Dispose();
    }

    /// <summary>A sentence with * as a prompt for the LoRA.</summary>
    internal string ForLora(string sentence) => sentence.Replace("*", Concept.LoraPhrase, StringComparison.Ordinal);

    /// <summary>A sentence with * as a prompt for the imported concept.</summary>
    internal string ForConcept(string sentence) => sentence.Replace("*", Concept.Phrase, StringComparison.Ordinal);

    /// <summary>A sentence with * as a prompt without the concept.</summary>
    internal string ForBase(string sentence) => sentence.Replace("*", Concept.ClassWord, StringComparison.Ordinal);

    /// <summary>The samples as a lesson: the target is what base + LoRA says of the same noisy latent.</summary>
    internal ConceptLesson Lesson() => new(new ConceptLatents(Learned.Latents.alias().DetachFromDisposeScope(), [.. Learned.Sentences.Select(ForConcept)]), Target)
    {
        Facts = new Dictionary<string, string> { ["teacher"] = "an ordinary LoRA" },
    };

    private Tensor Target(ConceptBatch batch)
    {
        var prompts = batch.Captions.Select(c => c.Replace(Concept.Phrase, Concept.LoraPhrase, StringComparison.Ordinal)).ToList();
        var said = MergedPrediction.Of(_model, [Concept.Part], prompts, batch.Noisy, batch.Timesteps);
        _model.Merge.Clear();
        return said;
    }
}
