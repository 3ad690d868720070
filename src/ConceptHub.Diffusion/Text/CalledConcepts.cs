using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>Gives prompts the context words of the concepts that they call, and keeps concepts with a region to it.</summary>
internal sealed class CalledConcepts
{
    private readonly CLIPTokenizer _tokenizer;
    private readonly IReadOnlyList<(LearnedWord Word, long Id)> _words;

    /// <param name="tokenizer">Knows the trigger words: the first has the id <paramref name="vocabulary"/>, the others follow in their order.</param>
    public CalledConcepts(CLIPTokenizer tokenizer, int vocabulary, IReadOnlyList<LearnedWord> words)
    {
        _tokenizer = tokenizer;
        var next = (long)vocabulary;
        _words = [.. words.Select(word => (word, (next += word.Vectors.Tokens) - word.Vectors.Tokens))];
    }

    /// <param name="hidden">Text features, [prompts, words, channels].</param>
    /// <param name="ids">Each prompt's tokens.</param>
    /// <param name="weights">Each token's weight in its prompt (<see cref="PromptWeights"/>); null weighs all alike.</param>
    /// <returns>In the caller's scope; of prompts that call nobody the features as they are.</returns>
    public TextContext AddTo(Tensor hidden, IReadOnlyList<long[]> ids, IReadOnlyList<float[]>? weights = null)
    {
        var called = _words.Where(it => ids.Any(prompt => prompt.Contains(it.Id))).ToList();
        var context = WithWords(hidden, ids, [.. called.Where(it => it.Word.Context is not null).Select(it => (it.Word.Context!, Biases(it, ids, weights)))]);
        if (called.All(it => it.Word.Region is null)) return context;
        using var scope = NewDisposeScope();
        return (context with { Regions = Regions(called, ids, context.Words.shape[2]).to(hidden.device) }).MoveToOuterDisposeScope();
    }

    private static TextContext WithWords(Tensor hidden, IReadOnlyList<long[]> ids, IReadOnlyList<(ContextWords Words, float[] Bias)> called)
    {
        if (called.Count == 0) return hidden;
        using var scope = NewDisposeScope();
        var added = cat([.. called.Select(it => tensor(it.Words.Values, [it.Words.Sites, 1, it.Words.Words, it.Words.Width], device: hidden.device))], 2);   // [sites, 1, added, channels]
        var all = cat([hidden.unsqueeze(0).expand(added.shape[0], -1, -1, -1), added.expand(-1, ids.Count, -1, -1)], 2);
        var biases = ids.SelectMany((_, prompt) => Enumerable.Repeat(0f, (int)hidden.shape[1]).Concat(called.SelectMany(it => Enumerable.Repeat(it.Bias[prompt], it.Words.Words))));
        return new TextContext(all, tensor(biases.ToArray(), [ids.Count, 1, 1, all.shape[2]], device: hidden.device)).MoveToOuterDisposeScope();
    }

    // A word with bias ln s gets s times the attention of one without.
    private static float[] Biases((LearnedWord Word, long Id) it, IReadOnlyList<long[]> ids, IReadOnlyList<float[]>? weights) => [.. ids.Select((prompt, i) =>
    {
        var strength = Array.IndexOf(prompt, it.Id) is >= 0 and var at ? it.Word.Strength * (weights?[i][at] ?? 1) : 0;
        return strength > 0 ? MathF.Log(strength) : float.NegativeInfinity;
    })];

    /// <summary>[prompts, words, 4]; the words of a prompt come first, then what the concepts add, in their order.</summary>
    private Tensor Regions(IReadOnlyList<(LearnedWord Word, long Id)> called, IReadOnlyList<long[]> ids, long words)
    {
        var boxes = new PictureBox[ids.Count, words];
        for (var prompt = 0; prompt < ids.Count; prompt++)
            for (var word = 0; word < words; word++) boxes[prompt, word] = PictureBox.Whole;
        for (var prompt = 0; prompt < ids.Count; prompt++)
        {
            var added = ids[prompt].Length;
            foreach (var (word, id) in called)
            {
                var own = Enumerable.Range(added, word.Context?.Words ?? 0).ToList();
                added += own.Count;
                if (word.Region is not { } region) continue;
                foreach (var place in own.Concat(Places(ids[prompt], word, id))) boxes[prompt, place] = region;
            }
        }

        return tensor(boxes.Cast<PictureBox>().SelectMany(box => new[] { box.Left, box.Top, box.Width, box.Height }).ToArray(), [ids.Count, words, 4]);
    }

    /// <summary>Where a prompt has the trigger and, behind it, the class word.</summary>
    private IEnumerable<int> Places(long[] prompt, LearnedWord word, long id)
    {
        var behind = word.ClassWord.Length == 0 ? [] : _tokenizer.EncodeWords(word.ClassWord, prompt.Length) is { } encoded && encoded.Words is [.., var last] ? encoded.Ids[1..(last.Start + last.Length)] : [];
        for (var at = 0; at < prompt.Length; at++)
        {
            if (prompt[at] != id) continue;
            var length = word.Vectors.Tokens;
            if (prompt.AsSpan(Math.Min(at + length, prompt.Length)).StartsWith(behind)) length += behind.Length;
            for (var i = 0; i < length && at + i < prompt.Length; i++) yield return at + i;
        }
    }
}
