using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>
/// What layers are fed when concepts are drawn, for rules that need it: text at the concept's tokens for keys and values, all inputs of
/// one picture's twenty steps elsewhere (Mix-of-Show's recipe); and what the base is fed by ordinary captions. Recorded on first use.
/// </summary>
internal sealed class RecordedInputs(StableDiffusionModel model, IReadOnlyList<ConceptChange> concepts) : IDisposable
{
    private const int Steps = 20, OrdinaryPictures = 96;
    private static readonly string[] Phrases = ["*", "photo of *"];
    private static readonly string[] Sentences = ["*", "photo of *", "a picture of * in the forest", "* on the beach", "in space there is *"];
    private IReadOnlyList<InputMoments>? _concepts, _wholeText;
    private InputMoments? _others;
    private bool _isShared;

    /// <summary>In the order of the concepts.</summary>
    public IReadOnlyList<InputMoments> OfConcepts => _concepts ??= [.. concepts.Select(c => Record(c, Phrases, wholeTail: false))];

    /// <summary>The same with the text of all words from the trigger on: in a causal encoder each of them knows the concept.</summary>
    public IReadOnlyList<InputMoments> OfConceptsWholeText => _wholeText ??= [.. concepts.Select(c => Record(c, Sentences, wholeTail: true))];

    public InputMoments OfOthers => _others ??= RecordOthers();

    /// <summary>The inputs of some of the concepts, shared with this one.</summary>
    public RecordedInputs Without(int last) => new(model, [.. concepts.SkipLast(last)]) { _concepts = Head(_concepts, last), _wholeText = Head(_wholeText, last), _others = _others, _isShared = true };

    public void Dispose()
    {
        if (_isShared) return;
        foreach (var moments in (_concepts ?? []).Concat(_wholeText ?? [])) moments.Dispose();
        _others?.Dispose();
    }

    private static IReadOnlyList<InputMoments>? Head(IReadOnlyList<InputMoments>? all, int without) => all is null ? null : [.. all.SkipLast(without)];

    private InputMoments Record(ConceptChange concept, string[] sentences, bool wholeTail)
    {
        using var scope = NewDisposeScope();
        using var weights = new FusedWeights(model);
        weights.Write(new WeightedSum().Changes(model.Plan, [concept]));
        var prompt = $"a photo of {TriggerWords.InPrompt(concept.TriggerWord)} {concept.ClassWord}";
        var context = ConceptText.Encode(model, [concept], [prompt, ""]);
        var batches = new PictureBatches(model, Steps, guidanceScale: 1.01f);   // nearly none: inputs of the prompt itself
        return InputMoments.Of(model, () => batches.Draw(context.Narrow(0, 1), context.Narrow(0, 1), batches.Noise(1), null, CancellationToken.None),
            ConceptText.Features(model, concept, sentences, wholeTail));
    }

    private InputMoments RecordOthers()
    {
        using var scope = NewDisposeScope();
        using var foreign = ForeignExamples.For(model);
        var count = Math.Min(OrdinaryPictures, foreign.Captions.Count);
        using var probe = new NoiseProbe(model, foreign.Latents.narrow(0, 0, count), seed: 5);
        var context = ConceptText.Encode(model, [], [.. foreign.Captions.Take(count).Select(c => c.Caption)]);
        return InputMoments.Of(model, () => probe.Predict(context).Dispose());
    }
}
