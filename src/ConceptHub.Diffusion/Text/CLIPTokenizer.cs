namespace ConceptHub.Diffusion.Text;

/// <summary>
/// CLIP's byte-level pair tokenizer (transformers' CLIPTokenizer with ftfy; the repairs are listed at PromptCleaning).
/// Immutable: <see cref="WithAddedTokens"/> answers a new one, so a concept never leaks into another picture's prompt.
/// </summary>
public sealed class CLIPTokenizer
{
    public const string StartText = "<|startoftext|>", EndText = "<|endoftext|>";

    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly BytePairMerges _merges;
    private readonly AddedTokens _added;

    /// <param name="vocabulary">Token text to id; must hold both special tokens.</param>
    /// <param name="merges">Pairs, the earliest learned first.</param>
    /// <param name="pad">Token that fills up to the length; the end token when null (SD 2 pads with "!").</param>
    /// <exception cref="InvalidModelException">A special token is missing.</exception>
    public CLIPTokenizer(IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, string? pad = null, int maxLength = 77)
        : this(vocabulary, new BytePairMerges(merges), pad ?? EndText, maxLength, added: null)
    {
    }

    private CLIPTokenizer(IReadOnlyDictionary<string, int> vocabulary, BytePairMerges merges, string pad, int maxLength, AddedTokens? added)
    {
        (_vocabulary, _merges, PadText, MaxLength) = (vocabulary, merges, pad, maxLength);
        (StartId, EndId, PadId) = (Special(StartText), Special(EndText), Special(pad));
        // transformers cuts special tokens out first, the padding too: with SD 2's "!" an exclamation mark is token 0 and not "!</w>".
        _added = added ?? AddedTokens.None.With(new Dictionary<string, int[]> { [StartText] = [StartId], [EndText] = [EndId], [pad] = [PadId] });
    }

    /// <summary>Number of ids of the stored vocabulary; added tokens' ids start here.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>The model's number of text positions, <c>model_max_length</c>.</summary>
    public int MaxLength { get; }

    public int StartId { get; }

    public int EndId { get; }

    public int PadId { get; }

    internal string PadText { get; }

    internal IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    internal BytePairMerges Merges => _merges;

    /// <summary>Reads <c>vocab.json</c>, <c>merges.txt</c> and, when there, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>.</summary>
    /// <exception cref="InvalidModelException">A file is missing or unreadable.</exception>
    public static CLIPTokenizer Load(string folder) => CLIPTokenizerFiles.Load(folder);

    /// <summary>Writes the files that <see cref="Load"/> and transformers read. Added tokens are not written.</summary>
    public void Save(string folder) => CLIPTokenizerFiles.Save(this, folder);

    /// <summary>
    /// The same tokenizer, knowing further literals, each standing for its ids. A literal is matched before anything else,
    /// whatever its case, the longest first; one that begins or ends with a letter or digit is matched as a whole word only.
    /// </summary>
    public CLIPTokenizer WithAddedTokens(IReadOnlyDictionary<string, int[]> added) =>
        new(_vocabulary, _merges, PadText, MaxLength, _added.With(added));

    /// <summary>The same words, filled up with another token.</summary>
    /// <exception cref="InvalidModelException">The vocabulary does not have it.</exception>
    public CLIPTokenizer WithPadding(string pad) => new(_vocabulary, _merges, pad, MaxLength, added: null);

    /// <summary>Start token, prompt, end token, padding: exactly <paramref name="maxLength"/> ids, what is too long cut off at the end.</summary>
    public long[] Encode(string text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        var tokens = Words(text).SelectMany(word => word.Tokens).Take(maxLength - 2);
        return Frame(tokens, maxLength);
    }

    /// <summary><see cref="Encode"/> of a prompt with <see cref="PromptWeights"/>: brackets that weigh are no words.</summary>
    /// <returns>As many weights as ids; those of start, end and padding are 1.</returns>
    public (long[] Ids, float[] Weights) EncodeWeighted(string prompt, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        var tokens = PromptWeights.Read(prompt)
            .SelectMany(stretch => Words(stretch.Text).SelectMany(word => word.Tokens), (stretch, token) => (Token: token, stretch.Weight))
            .Take(maxLength - 2).ToList();
        var weights = new float[maxLength];
        Array.Fill(weights, 1);
        foreach (var (place, token) in tokens.Index()) weights[place + 1] = token.Weight;   // after the start token
        return (Frame(tokens.Select(token => token.Token), maxLength), weights);
    }

    /// <summary><see cref="Encode"/>, and which tokens belong to which word. A word that is cut in two counts as left out.</summary>
    public EncodedPrompt EncodeWords(string text, int maxLength)
    {
        var words = new List<PromptWord>();
        var leftOut = new List<string>();
        var next = 1;   // after the start token
        foreach (var (piece, tokens, isAdded) in Words(text))
        {
            if (next + tokens.Count <= maxLength - 1) words.Add(new PromptWord(piece, next, tokens.Count, isAdded));
            else leftOut.Add(piece);
            next += tokens.Count;
        }

        return new EncodedPrompt(Encode(text, maxLength), words, leftOut);
    }

    private long[] Frame(IEnumerable<int> tokens, int length)
    {
        var ids = new long[length];
        Array.Fill(ids, PadId);
        var next = 0;
        foreach (var id in tokens.Prepend(StartId).Append(EndId)) ids[next++] = id;
        return ids;
    }

    private IEnumerable<(string Text, IReadOnlyList<int> Tokens, bool IsAdded)> Words(string text)
    {
        foreach (var (part, ids) in _added.Split(text))
        {
            if (ids is not null)
            {
                yield return (part, ids, true);
                continue;
            }

            foreach (var piece in PromptPieces.Split(PromptCleaning.Clean(part)))
                yield return (piece, Tokens(piece), false);
        }
    }

    private int[] Tokens(string piece) => [.. _merges.Apply(piece).Select(symbol => _vocabulary.GetValueOrDefault(symbol, EndId))];

    private int Special(string token) => _vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new InvalidModelException($"tokenizer/vocab.json: the token {token} is missing.");
}
