using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>Sentences with trigger words as text features.</summary>
public static class ConceptText
{
    /// <summary>Encodes prompts; trigger words of the concepts get their learned vectors.</summary>
    /// <returns>[prompts, words, channels], in the caller's scope.</returns>
    public static Tensor Encode(StableDiffusionModel model, IReadOnlyList<ConceptChange> concepts, IReadOnlyList<string> prompts)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var tokens = ConceptTokens.For(model, [.. concepts.Select(c => new LearnedWord(c.TriggerWord, new TokenEmbedding(1, c.Token.Length, c.Token)))]);
        var words = model.MaximumTokens;
        var ids = prompts.SelectMany(p => tokens.Tokenizer.Encode(p, words)).ToArray();
        return model.TextEncoder.Encode(tensor(ids, [prompts.Count, words], device: model.Device), tokens.Rows).Hidden.MoveToOuterDisposeScope();
    }

    /// <summary>What the text encoder says where a concept stands in sentences.</summary>
    /// <param name="sentences">With <c>*</c> for the concept's phrase, trigger and class word.</param>
    /// <param name="wholeTail">All positions from the trigger on, which in a causal encoder all know of it; else trigger and class word alone.</param>
    /// <returns>[tokens, channels], on the CPU, in the caller's scope.</returns>
    public static Tensor Features(StableDiffusionModel model, ConceptChange concept, IReadOnlyList<string> sentences, bool wholeTail)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var trigger = TriggerWords.InPrompt(concept.TriggerWord);
        var prompts = sentences.Select(s => s.Replace("*", $"{trigger} {concept.ClassWord}", StringComparison.Ordinal)).ToList();
        var tokenizer = model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]> { [trigger] = [model.TextEncoder.Config.VocabularySize] });
        var hidden = Encode(model, [concept], prompts);
        var rows = prompts.Select((prompt, i) =>
        {
            var start = tokenizer.EncodeWords(prompt, model.MaximumTokens).Words.First(w => w.IsAdded).Start;
            return hidden[i].narrow(0, start, wholeTail ? hidden.shape[1] - start : 2);
        });
        return cat([.. rows]).cpu().MoveToOuterDisposeScope();
    }
}
