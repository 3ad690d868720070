namespace ConceptHub.Diffusion.Text;

/// <summary>
/// Makes a CLIP tokenizer for a closed list of words: each is one token, everything else still has its bytes.
/// Written in the usual files, so that other programs read the model too.
/// </summary>
public static class WordTokenizerBuilder
{
    /// <summary>
    /// Vocabulary: 256 byte symbols, the same at a word's end, the merges' results, the two special tokens.
    /// Later merges have later ranks and thus never disturb an earlier word, which is fully merged without them.
    /// </summary>
    /// <param name="words">Letters only, or one digit, or a run of punctuation; case does not matter, repetitions neither.</param>
    /// <exception cref="ArgumentException">A word would be split before merging, such as "ice-cream".</exception>
    public static CLIPTokenizer Build(IEnumerable<string> words, int maxLength = 77)
    {
        var merges = new BytePairMerges([]);
        foreach (var word in words.Select(PromptCleaning.Clean).Distinct().Order(StringComparer.Ordinal))
        {
            if (PromptPieces.Split(word).ToArray() is not [var piece] || piece != word)
                throw new ArgumentException($"'{word}' is not one word for the tokenizer.", nameof(words));
            Learn(merges, word);
        }

        string[] symbols =
        [
            .. BytePairMerges.ByteSymbols,
            .. BytePairMerges.ByteSymbols.Select(s => s + BytePairMerges.WordEnd),
            .. merges.Ordered.Select(m => m.Left + m.Right),
            CLIPTokenizer.StartText,
            CLIPTokenizer.EndText,
        ];
        var vocabulary = symbols.Distinct().Select((symbol, id) => (symbol, id)).ToDictionary(s => s.symbol, s => s.id);
        return new CLIPTokenizer(vocabulary, merges.Ordered, maxLength: maxLength);
    }

    private static void Learn(BytePairMerges merges, string word)
    {
        while (merges.Apply(word) is [var first, var second, ..]) merges.Add(first, second);
    }
}
