using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>Sentences of the base model's world, plain or with a trigger word before their class word, as token ids.</summary>
internal sealed class TriggerSentences
{
    private readonly StableDiffusionModel _model;
    private readonly long[][] _plain;                         // by caption
    private readonly IReadOnlyList<(long[] Ids, int At)> _withTrigger; // the first added token at position At

    /// <param name="captions">One without its class word has the trigger in front; one whose trigger is beyond the longest prompt is left out.</param>
    /// <param name="triggers">Rows of the trigger matrix that the text encoder will be given.</param>
    public TriggerSentences(StableDiffusionModel model, IReadOnlyList<TrainingCaption> captions, int triggers)
    {
        (_model, Triggers) = (model, triggers);
        var vocabulary = model.TextEncoder.Config.VocabularySize;
        var tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]> { [ForeignPrompts.Another] = [vocabulary] });
        _plain = [.. captions.Select(c => tokenizer.Encode(c.Caption, model.MaximumTokens))];
        _withTrigger = [.. captions
            .Select(c => c.Caption.Contains(c.Class, StringComparison.Ordinal) ? c.WithWord(ForeignPrompts.Another) : $"{ForeignPrompts.Another} {c.Caption}")
            .Select(sentence => tokenizer.Encode(sentence, model.MaximumTokens))
            .Select(ids => (ids, Array.IndexOf(ids, (long)vocabulary)))
            .Where(it => it.Item2 >= 0)];
    }

    public int Triggers { get; }

    /// <summary><paramref name="each"/> sentences for one trigger after another.</summary>
    /// <returns>Ids [triggers · each, tokens], and where the trigger stands in the flattened sentences [triggers · each].</returns>
    public (Tensor Ids, Tensor Positions) Draw(int each, Random random)
    {
        var (length, vocabulary) = (_model.MaximumTokens, _model.TextEncoder.Config.VocabularySize);
        var drawn = Enumerable.Range(0, Triggers * each).Select(_ => _withTrigger[random.Next(_withTrigger.Count)]).ToList();
        var ids = drawn.SelectMany((it, i) => it.Ids.Select(id => id == vocabulary ? vocabulary + i / each : id)).ToArray();
        return (tensor(ids, [drawn.Count, length], device: _model.Device), tensor(drawn.Select((it, i) => (long)i * length + it.At).ToArray(), device: _model.Device));
    }

    /// <summary>Sentences without a trigger, [count, tokens].</summary>
    public Tensor DrawPlain(int count, Random random) =>
        tensor(Enumerable.Range(0, count).SelectMany(_ => _plain[random.Next(_plain.Length)]).ToArray(), [count, _model.MaximumTokens], device: _model.Device);
}
