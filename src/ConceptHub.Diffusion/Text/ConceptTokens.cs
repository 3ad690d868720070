using ConceptHub.Diffusion.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>A tokenizer that knows concepts' trigger words, and the rows their ids point to: id vocabulary + i is row i.</summary>
/// <param name="Rows">[tokens of all concepts, hidden], on the model's device, in the caller's scope; null without concepts.</param>
public sealed record ConceptTokens(CLIPTokenizer Tokenizer, Tensor? Rows)
{
    /// <summary>The tokens of <paramref name="words"/> in their order.</summary>
    /// <exception cref="ArgumentException">Two of them have one trigger word, or one was learned for another text encoder.</exception>
    public static ConceptTokens For(StableDiffusionModel model, IReadOnlyList<LearnedWord> words)
    {
        if (words.Count == 0) return new ConceptTokens(model.Tokenizer, null);
        if (words.GroupBy(w => w.Trigger).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two concepts have the trigger word '{twice.Key}'.", nameof(words));
        var width = model.TextEncoder.Config.HiddenSize;
        if (words.FirstOrDefault(w => w.Vectors.Width != width) is { } foreign)
            throw new ArgumentException($"The vectors of '{foreign.Trigger}' have {foreign.Vectors.Width} numbers; this text encoder's have {width}.", nameof(words));

        var next = model.TextEncoder.Config.VocabularySize;
        var added = new Dictionary<string, int[]>();
        foreach (var word in words)
        {
            added[TriggerWords.InPrompt(word.Trigger)] = [.. Enumerable.Range(next, word.Vectors.Tokens)];
            next += word.Vectors.Tokens;
        }

        var values = words.SelectMany(w => w.Vectors.Values).ToArray();
        return new ConceptTokens(model.Tokenizer.WithAddedTokens(added), tensor(values, [values.Length / width, width], device: model.Device));
    }
}
