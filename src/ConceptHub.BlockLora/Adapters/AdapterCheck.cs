namespace ConceptHub.BlockLora;

/// <summary>Whether an adapter in memory fits a plan and a codebook: what a trainer hands over before it becomes a file or a merge.</summary>
public static class AdapterCheck
{
    /// <param name="storage">Type the numbers will be stored in; a number too large for it counts as not finite.</param>
    /// <returns>Every problem; empty when the adapter is good.</returns>
    public static IReadOnlyList<AdapterRefusal> Problems(ConceptAdapter adapter, BlockPlan plan, Codebook codebook, SafetensorsType storage = SafetensorsType.F32)
    {
        ConceptAdapterFile.CheckMatch(plan, codebook);
        List<AdapterRefusal> problems = [.. IdentityProblems(adapter, plan)];
        if (adapter.ConceptNumber < 0 || adapter.ConceptNumber >= codebook.Capacity)
        {
            problems.Add(new AdapterRefusal.InvalidMetadata(AdapterMetadata.NumberKey, $"'{adapter.ConceptNumber}' is no number from 0 to {codebook.Capacity - 1}."));
            return problems;
        }

        var codeword = codebook.Encode(adapter.ConceptNumber);
        if (!codeword.Equals(adapter.Codeword)) problems.Add(new AdapterRefusal.WrongCodeword(codeword.ToString(), adapter.Codeword.ToString()));
        problems.AddRange(OrderProblems(adapter.Layers, plan));
        if (adapter.StandaloneLayers is { } standalone) problems.AddRange(OrderProblems(standalone, plan));
        if (problems.Count == 0) problems.AddRange(AdapterTensors.Problems(plan, codeword, Shapes(adapter)));
        if (problems.Count == 0) problems.AddRange(FiniteProblems(adapter, storage));
        return problems;
    }

    internal static IEnumerable<AdapterRefusal> FiniteProblems(ConceptAdapter adapter, SafetensorsType storage)
    {
        var all = AdapterTensors.LayersOf(adapter)
            .SelectMany(it => new[] { (AdapterTensors.A(it.Layer.Name, it.IsStandalone), it.Layer.A), (AdapterTensors.B(it.Layer.Name, it.IsStandalone), it.Layer.B) })
            .Append((AdapterTensors.Tokens, adapter.TokenEmbedding.Values));
        if (adapter.ContextWords is { } context) all = all.Append((AdapterTensors.Context, context.Values));
        foreach (var (name, values) in all)
            if (CountNotFinite(values, storage) is > 0 and var count) yield return new AdapterRefusal.NotFinite(name, count);
    }

    private static IEnumerable<AdapterRefusal> IdentityProblems(ConceptAdapter adapter, BlockPlan plan)
    {
        if (adapter.BaseModelHash != plan.BaseModelHash) yield return new AdapterRefusal.WrongBaseModel(plan.BaseModelHash, adapter.BaseModelHash);
        if (adapter.PlanHash != plan.Hash) yield return new AdapterRefusal.WrongPlan(plan.Hash, adapter.PlanHash);
        if (AdapterMetadata.WordProblem(adapter.TriggerWord) is { } trigger) yield return new AdapterRefusal.InvalidMetadata(AdapterMetadata.TriggerKey, trigger);
        if (AdapterMetadata.WordProblem(adapter.ClassWord) is { } word) yield return new AdapterRefusal.InvalidMetadata(AdapterMetadata.ClassKey, word);
    }

    private static IEnumerable<AdapterRefusal> OrderProblems(IReadOnlyList<AdapterLayer> layers, BlockPlan plan)
    {
        for (var i = 0; i < Math.Max(layers.Count, plan.Layers.Count); i++)
        {
            var found = layers.ElementAtOrDefault(i)?.Name;
            var expected = plan.Layers.ElementAtOrDefault(i)?.Name;
            if (found == expected) continue;
            if (found is not null) yield return new AdapterRefusal.UnknownTensor(found);
            if (expected is not null) yield return new AdapterRefusal.MissingTensor(expected);
        }
    }

    private static Dictionary<string, IReadOnlyList<long>> Shapes(ConceptAdapter adapter)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>();
        foreach (var (layer, isStandalone) in AdapterTensors.LayersOf(adapter))
        {
            shapes[AdapterTensors.A(layer.Name, isStandalone)] = Divided(layer.A.Length, layer.Rank) is { } inputs ? [layer.Rank, inputs] : [layer.A.Length];
            shapes[AdapterTensors.B(layer.Name, isStandalone)] = Divided(layer.B.Length, layer.Rank) is { } rows ? [rows, layer.Rank] : [layer.B.Length];
        }

        var tokens = adapter.TokenEmbedding;
        shapes[AdapterTensors.Tokens] = (long)tokens.Tokens * tokens.Width == tokens.Values.Length ? [tokens.Tokens, tokens.Width] : [tokens.Values.Length];
        if (adapter.ContextWords is { } context)
            shapes[AdapterTensors.Context] = (long)context.Sites * context.Words * context.Width == context.Values.Length ? [context.Sites, context.Words, context.Width] : [context.Values.Length];
        return shapes;
    }

    private static long? Divided(int length, int rank) => rank > 0 && length % rank == 0 ? length / rank : null;

    private static int CountNotFinite(float[] values, SafetensorsType storage)
    {
        var stored = storage == SafetensorsType.F32 ? values : FloatBytes.ToFloats(FloatBytes.FromFloats(values, storage), storage);
        return stored.Count(value => !float.IsFinite(value));
    }
}
