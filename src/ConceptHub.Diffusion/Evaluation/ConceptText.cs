using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>Sentences with trigger words as text features.</summary>
public static class ConceptText
{
    /// <summary>Encodes prompts; trigger words of the concepts get their learned vectors, and prompts that call a concept its context words.</summary>
    /// <param name="regions">By trigger word, where in the pictures a concept is heard; null or missing is everywhere.</param>
    /// <returns>In the caller's scope.</returns>
    public static TextContext Encode(StableDiffusionModel model, IReadOnlyList<ConceptChange> concepts, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, PictureBox>? regions = null)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var words = concepts.Select(c => new LearnedWord(c.TriggerWord, new TokenEmbedding(1, c.Token.Length, c.Token))
        {
            Context = c.ContextWords,
            ClassWord = c.ClassWord,
            Region = regions is not null && regions.TryGetValue(c.TriggerWord, out var box) ? box : null,
        }).ToList();
        var tokens = ConceptTokens.For(model, words);
        var ids = prompts.Select(p => tokens.Tokenizer.Encode(p, model.MaximumTokens)).ToList();
        var hidden = model.TextEncoder.Encode(tensor(ids.SelectMany(i => i).ToArray(), [prompts.Count, model.MaximumTokens], device: model.Device), tokens.Rows).Hidden;
        return new CalledConcepts(tokens.Tokenizer, model.TextEncoder.Config.VocabularySize, words).AddTo(hidden, ids).MoveToOuterDisposeScope();
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
        var hidden = Encode(model, [concept with { ContextWords = null }], prompts).At(0);
        var rows = prompts.Select((prompt, i) =>
        {
            var start = tokenizer.EncodeWords(prompt, model.MaximumTokens).Words.First(w => w.IsAdded).Start;
            return hidden[i].narrow(0, start, wholeTail ? hidden.shape[1] - start : 2);
        });
        return cat([.. rows]).cpu().MoveToOuterDisposeScope();
    }
}
