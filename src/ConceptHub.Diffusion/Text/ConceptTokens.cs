using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>A tokenizer that knows concepts' trigger words, and the rows their ids point to: id vocabulary + i is row i.</summary>
/// <param name="Rows">[tokens of all concepts, hidden], on the model's device, in the caller's scope; null without concepts.</param>
public sealed record ConceptTokens(CLIPTokenizer Tokenizer, Tensor? Rows)
{
    /// <summary>The tokens of <paramref name="adapters"/> in their order.</summary>
    /// <exception cref="ArgumentException">Two adapters have one trigger word.</exception>
    public static ConceptTokens For(StableDiffusionModel model, IReadOnlyList<ConceptAdapter> adapters) =>
        For(model, [.. adapters.Select(a => (a.TriggerWord, a.TokenEmbedding))]);

    /// <summary>The vectors of trigger words (without brackets) in their order.</summary>
    /// <exception cref="ArgumentException">A trigger word occurs twice.</exception>
    public static ConceptTokens For(StableDiffusionModel model, IReadOnlyList<(string TriggerWord, TokenEmbedding Vectors)> triggers)
    {
        if (triggers.Count == 0) return new ConceptTokens(model.Tokenizer, null);
        if (triggers.GroupBy(t => t.TriggerWord).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two concepts have the trigger word '{twice.Key}'.", nameof(triggers));

        var next = model.TextEncoder.Config.VocabularySize;
        var added = new Dictionary<string, int[]>();
        foreach (var (trigger, vectors) in triggers)
        {
            added[TriggerWords.InPrompt(trigger)] = [.. Enumerable.Range(next, vectors.Tokens)];
            next += vectors.Tokens;
        }

        var values = triggers.SelectMany(t => t.Vectors.Values).ToArray();
        var width = model.TextEncoder.Config.HiddenSize;
        return new ConceptTokens(model.Tokenizer.WithAddedTokens(added), tensor(values, [values.Length / width, width], device: model.Device));
    }
}
