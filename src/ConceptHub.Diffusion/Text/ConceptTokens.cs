using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>A tokenizer that knows concepts' trigger words, and the rows their ids point to: id vocabulary + i is row i.</summary>
/// <param name="Rows">[tokens of all concepts, hidden], on the model's device, in the caller's scope; null without concepts.</param>
public sealed record ConceptTokens(CLIPTokenizer Tokenizer, Tensor? Rows)
{
    /// <summary>The tokens of <paramref name="adapters"/> in their order.</summary>
    /// <exception cref="ArgumentException">Two adapters have one trigger word.</exception>
    public static ConceptTokens For(StableDiffusionModel model, IReadOnlyList<ConceptAdapter> adapters)
    {
        if (adapters.Count == 0) return new ConceptTokens(model.Tokenizer, null);
        if (adapters.GroupBy(a => a.TriggerWord).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two concepts have the trigger word '{twice.Key}'.", nameof(adapters));

        var next = model.TextEncoder.Config.VocabularySize;
        var added = new Dictionary<string, int[]>();
        foreach (var adapter in adapters)
        {
            added[TriggerWords.InPrompt(adapter.TriggerWord)] = [.. Enumerable.Range(next, adapter.TokenEmbedding.Tokens)];
            next += adapter.TokenEmbedding.Tokens;
        }

        var values = adapters.SelectMany(a => a.TokenEmbedding.Values).ToArray();
        var width = model.TextEncoder.Config.HiddenSize;
        return new ConceptTokens(model.Tokenizer.WithAddedTokens(added), tensor(values, [values.Length / width, width], device: model.Device));
    }
}
