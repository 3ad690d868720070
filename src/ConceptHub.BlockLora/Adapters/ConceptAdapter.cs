namespace ConceptHub.BlockLora;

/// <summary>The change of one layer: the rows of the concept's block get B A added. The scale is folded into B.</summary>
/// <param name="Name">Name of the layer in the plan.</param>
/// <param name="Rank">r', at most the rows of the block.</param>
/// <param name="A">[rank, inputs], row-major.</param>
/// <param name="B">[rows of the block, rank], row-major.</param>
public sealed record AdapterLayer(string Name, int Rank, float[] A, float[] B);

/// <summary>The learned vectors of the trigger word.</summary>
/// <param name="Tokens">How many tokens the trigger word stands for, at least 1.</param>
/// <param name="Width">Width of the base model's token embedding.</param>
/// <param name="Values">[tokens, width], row-major.</param>
public sealed record TokenEmbedding(int Tokens, int Width, float[] Values)
{
    public ReadOnlySpan<float> Token(int index) => Values.AsSpan(index * Width, Width);
}

/// <summary>
/// Words that no prompt writes: a prompt that calls the concept lets each transformer block attend to some of its own besides the prompt's
/// (extended textual inversion, arXiv:2303.09522; layer-wise embeddings, arXiv:2305.18292). A prompt that does not call it never sees
/// them, so they disturb nobody.
/// </summary>
/// <param name="Sites">Transformer blocks, in the order of the plan's sites.</param>
/// <param name="Words">For each of them, at least 1.</param>
/// <param name="Width">Of what cross-attention takes.</param>
/// <param name="Values">[sites, words, width], row-major.</param>
public sealed record ContextWords(int Sites, int Words, int Width, float[] Values)
{
    /// <summary>As many words as the longest prompts have.</summary>
    public const int Most = 77;
}

/// <summary>
/// One trained version of a concept. It has numbers for the rows of its own block only; the other rows do not exist here,
/// so it cannot change them whatever it holds.
/// </summary>
public sealed record ConceptAdapter
{
    public required int ConceptNumber { get; init; }

    /// <summary>Block per site; always what the codebook gives for <see cref="ConceptNumber"/>.</summary>
    public required Codeword Codeword { get; init; }

    public required string TriggerWord { get; init; }

    /// <summary>The plain word the concept is one of, for example <c>person</c>.</summary>
    public required string ClassWord { get; init; }

    public required ConceptKind Kind { get; init; }

    public required string BaseModelHash { get; init; }

    public required string PlanHash { get; init; }

    /// <summary>One entry for each layer of the plan, in the plan's order.</summary>
    public required IReadOnlyList<AdapterLayer> Layers { get; init; }

    public required TokenEmbedding TokenEmbedding { get; init; }

    /// <summary>What calling the concept adds to cross-attention; null for a concept that is rows and a trigger word alone.</summary>
    public ContextWords? ContextWords { get; init; }

    /// <summary>
    /// Rows that show the concept without its context words, as <see cref="Layers"/>: for programs that know no such words. Null where
    /// <see cref="Layers"/> do.
    /// </summary>
    public IReadOnlyList<AdapterLayer>? StandaloneLayers { get; init; }

    /// <summary>How it was trained (steps, seed, learning_rate, pictures, resolution ...), as free text.</summary>
    public IReadOnlyDictionary<string, string> Training { get; init; } = new Dictionary<string, string>();

    /// <summary>Memory of the numbers; names and metadata are small beside them.</summary>
    public long Bytes => sizeof(float) * (TokenEmbedding.Values.LongLength + (ContextWords?.Values.LongLength ?? 0) + Layers.Concat(StandaloneLayers ?? []).Sum(layer => layer.A.LongLength + layer.B.LongLength));

    /// <summary>The concept as rows and a trigger word alone, which is what other programs can load.</summary>
    public ConceptAdapter ToStandalone() => this with { Layers = StandaloneLayers ?? Layers, StandaloneLayers = null, ContextWords = null };
}
