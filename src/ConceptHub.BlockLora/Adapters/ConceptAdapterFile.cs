namespace ConceptHub.BlockLora;

/// <summary>
/// The file of an adapter: safetensors with <c>blocklora.{layer}.A</c> [rank, inputs] and <c>.B</c> [block rows, rank] for each layer
/// of the plan, <c>blocklora.tokens</c> [tokens, width], perhaps <c>blocklora.context</c> [sites, words, width] and the same layers once more
/// as <c>blocklora.standalone.{layer}</c>, and text metadata. The codeword is recomputed from the concept number and
/// shapes follow from it, so no file, however made, can write outside its block.
/// </summary>
public static class ConceptAdapterFile
{
    /// <summary>Longest header accepted: Stable Diffusion's 257 tensors need 40 kB; the rest is room for texts.</summary>
    private const long LongestHeader = 4 << 20;

    /// <param name="options">Default: float32 and no author, description or licence.</param>
    /// <exception cref="InvalidAdapterException">The adapter does not fit plan and codebook, or a number is not finite; nothing was written.</exception>
    public static void Write(Stream stream, ConceptAdapter adapter, BlockPlan plan, Codebook codebook, AdapterFileOptions? options = null)
    {
        options ??= new AdapterFileOptions();
        var problems = AdapterCheck.Problems(adapter, plan, codebook, options.Storage);
        if (problems.Count > 0) throw new InvalidAdapterException(problems);

        var tensors = SafetensorsWriter.InFileOrder(Tensors(adapter, options.Storage));
        SafetensorsWriter.Write(stream, tensors, AdapterMetadataWriter.Texts(adapter, codebook, options, TensorHash.Of(tensors)));
    }

    /// <summary>Reads a file that must be good.</summary>
    /// <exception cref="InvalidAdapterException">The file is refused; the exception carries every reason.</exception>
    public static ConceptAdapter Read(Stream stream, BlockPlan plan, Codebook codebook) =>
        Inspect(stream, plan, codebook).Match(accepted => accepted.Adapter, refused => throw new InvalidAdapterException(refused.Problems));

    /// <summary>Reads a file that may be anything. Takes memory only for what an adapter of this plan can need.</summary>
    /// <param name="stream">At the start of the file; need not seek; read to its end when accepted.</param>
    public static AdapterReading Inspect(Stream stream, BlockPlan plan, Codebook codebook)
    {
        CheckMatch(plan, codebook);
        try
        {
            return ReadChecked(stream, plan, codebook);
        }
        catch (InvalidSafetensorsException fault)
        {
            return new AdapterReading.Refused([new AdapterRefusal.NotSafetensors(fault.Message)]);
        }
    }

    internal static void CheckMatch(BlockPlan plan, Codebook codebook)
    {
        if (codebook.Blocks != plan.Blocks || codebook.Sites != plan.Sites.Count)
            throw new ArgumentException($"Codebook {codebook.Id} is not for a plan of {plan.Sites.Count} sites and {plan.Blocks} blocks.", nameof(codebook));
    }

    private static AdapterReading ReadChecked(Stream stream, BlockPlan plan, Codebook codebook)
    {
        var header = SafetensorsFile.ReadHeader(stream, LongestHeader);
        var metadata = new AdapterMetadata(header.Metadata, plan, codebook);
        if (metadata.Codeword is null || metadata.Problems.Any(SettlesIt)) return new AdapterReading.Refused(metadata.Problems);

        List<AdapterRefusal> problems = [.. metadata.Problems];
        problems.AddRange(AdapterTensors.Problems(plan, metadata.Codeword, header.Tensors.ToDictionary(t => t.Key, t => t.Value.Shape)));
        problems.AddRange(header.Tensors.Values.Where(t => !FloatBytes.CanRead(t.Type)).Select(t => new AdapterRefusal.WrongType(t.Name, t.Type)));
        if (problems.Count > 0) return new AdapterReading.Refused(problems);

        var file = SafetensorsFile.ReadRest(stream, header, AdapterTensors.MaximumBytes(plan));
        if (header.Metadata.TryGetValue(TensorHash.Key, out var hash) && hash != TensorHash.Of(file.Data.Span))
            return new AdapterReading.Refused([new AdapterRefusal.Damaged()]);

        var adapter = Adapter(file, metadata, plan);
        problems = [.. AdapterCheck.FiniteProblems(adapter, SafetensorsType.F32)];
        return problems.Count > 0 ? new AdapterReading.Refused(problems) : new AdapterReading.Accepted(adapter);
    }

    // Shapes made for another model or other blocks say nothing, and would bury the one reason that matters.
    private static bool SettlesIt(AdapterRefusal problem) =>
        problem is AdapterRefusal.WrongBaseModel or AdapterRefusal.WrongPlan or AdapterRefusal.WrongCodebook or AdapterRefusal.WrongCodeword;

    private static ConceptAdapter Adapter(SafetensorsFile file, AdapterMetadata metadata, BlockPlan plan) => new()
    {
        ConceptNumber = metadata.ConceptNumber,
        Codeword = metadata.Codeword!,
        TriggerWord = metadata.TriggerWord,
        ClassWord = metadata.ClassWord,
        Kind = metadata.Kind,
        BaseModelHash = plan.BaseModelHash,
        PlanHash = plan.Hash,
        Training = metadata.Training,
        Layers = Layers(file, plan, isStandalone: false),
        StandaloneLayers = AdapterTensors.HasStandalone(file.Tensors.Keys) ? Layers(file, plan, isStandalone: true) : null,
        TokenEmbedding = Tokens(file),
        ContextWords = Context(file),
    };

    private static IReadOnlyList<AdapterLayer> Layers(SafetensorsFile file, BlockPlan plan, bool isStandalone) => [.. plan.Layers.Select(layer =>
    {
        var a = AdapterTensors.A(layer.Name, isStandalone);
        return new AdapterLayer(layer.Name, (int)file.Tensors[a].Shape[0], file.ReadFloats(a), file.ReadFloats(AdapterTensors.B(layer.Name, isStandalone)));
    })];

    private static TokenEmbedding Tokens(SafetensorsFile file)
    {
        var shape = file.Tensors[AdapterTensors.Tokens].Shape;
        return new TokenEmbedding((int)shape[0], (int)shape[1], file.ReadFloats(AdapterTensors.Tokens));
    }

    private static ContextWords? Context(SafetensorsFile file) =>
        file.Tensors.TryGetValue(AdapterTensors.Context, out var entry) ? new ContextWords((int)entry.Shape[0], (int)entry.Shape[1], (int)entry.Shape[2], file.ReadFloats(AdapterTensors.Context)) : null;

    private static IEnumerable<SafetensorsTensor> Tensors(ConceptAdapter adapter, SafetensorsType storage)
    {
        foreach (var (layer, isStandalone) in AdapterTensors.LayersOf(adapter))
        {
            var inputs = layer.A.Length / layer.Rank;
            yield return SafetensorsTensor.FromFloats(AdapterTensors.A(layer.Name, isStandalone), storage, [layer.Rank, inputs], layer.A);
            yield return SafetensorsTensor.FromFloats(AdapterTensors.B(layer.Name, isStandalone), storage, [layer.B.Length / layer.Rank, layer.Rank], layer.B);
        }

        var tokens = adapter.TokenEmbedding;
        yield return SafetensorsTensor.FromFloats(AdapterTensors.Tokens, storage, [tokens.Tokens, tokens.Width], tokens.Values);
        if (adapter.ContextWords is { } context) yield return SafetensorsTensor.FromFloats(AdapterTensors.Context, storage, [context.Sites, context.Words, context.Width], context.Values);
    }
}
