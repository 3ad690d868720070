namespace ConceptHub.BlockLora;

/// <summary>
/// Which tensors an adapter has and how large each is, given a plan and a codeword. Used on files and on adapters in memory alike,
/// so what can be written can be read. The key names are our own on purpose: B has the block's rows only, and a tool
/// that took it for an ordinary LoRA would fail on the shape.
/// </summary>
internal static class AdapterTensors
{
    /// <summary>More trigger tokens than any prompt could hold beside other words.</summary>
    public const int MaximumTokens = 64;

    public const string Tokens = "blocklora.tokens";

    public const string Context = "blocklora.context";

    private const int WidestToken = 8192;

    public const string Rows = "blocklora.", StandaloneRows = "blocklora.standalone.";

    public static string A(string layer, bool isStandalone = false) => $"{(isStandalone ? StandaloneRows : Rows)}{layer}.A";

    public static string B(string layer, bool isStandalone = false) => $"{(isStandalone ? StandaloneRows : Rows)}{layer}.B";

    /// <summary>Whether a file has rows that stand alone: all of them must be there if one is.</summary>
    public static bool HasStandalone(IEnumerable<string> names) => names.Any(name => name.StartsWith(StandaloneRows, StringComparison.Ordinal));

    /// <summary>All layers of an adapter: those of the hub's merges, then those that stand alone.</summary>
    public static IEnumerable<(AdapterLayer Layer, bool IsStandalone)> LayersOf(ConceptAdapter adapter) =>
        adapter.Layers.Select(layer => (layer, false)).Concat((adapter.StandaloneLayers ?? []).Select(layer => (layer, true)));

    /// <summary>The most float32 bytes an adapter of this plan can have: every block at full rank, twice.</summary>
    public static long MaximumBytes(BlockPlan plan)
    {
        var numbers = (long)MaximumTokens * (plan.TokenWidth ?? WidestToken) + (long)plan.Sites.Count * ContextWords.Most * (plan.ContextWidth ?? 0);
        foreach (var layer in plan.Layers)
        {
            var rows = ((long)layer.Outputs + plan.Blocks - 1) / plan.Blocks;
            numbers += 2 * rows * (layer.Inputs + rows);
        }

        return numbers * sizeof(float);
    }

    public static IEnumerable<AdapterRefusal> Problems(BlockPlan plan, Codeword codeword, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { Tokens, Context };
        foreach (var isStandalone in HasStandalone(shapes.Keys) ? new[] { false, true } : [false])
        {
            for (var i = 0; i < plan.Layers.Count; i++)
            {
                var layer = plan.Layers[i];
                var (a, b) = (A(layer.Name, isStandalone), B(layer.Name, isStandalone));
                known.UnionWith([a, b]);
                foreach (var problem in LayerProblems(layer, plan.RowCount(layer, codeword[plan.LayerSites[i]]), a, b, shapes)) yield return problem;
            }
        }

        if (!shapes.TryGetValue(Tokens, out var tokens)) yield return new AdapterRefusal.MissingTensor(Tokens);
        else if (tokens is not [>= 1 and <= MaximumTokens, var width] || width < 1 || width > WidestToken || (plan.TokenWidth is { } expected && width != expected))
            yield return new AdapterRefusal.WrongShape(Tokens, $"[1..{MaximumTokens}, {plan.TokenWidth?.ToString() ?? "width"}]", Text(tokens));

        if (shapes.TryGetValue(Context, out var context) && (context is not [var sites, >= 1 and <= ContextWords.Most, var channels] || sites != plan.Sites.Count || channels != plan.ContextWidth))
            yield return new AdapterRefusal.WrongShape(Context, $"[{plan.Sites.Count}, 1..{ContextWords.Most}, {plan.ContextWidth?.ToString() ?? "no such tensor"}]", Text(context));

        foreach (var name in shapes.Keys.Where(name => !known.Contains(name))) yield return new AdapterRefusal.UnknownTensor(name);
    }

    private static IEnumerable<AdapterRefusal> LayerProblems(AdaptedLayer layer, int rows, string nameOfA, string nameOfB, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var maximumRank = Math.Min(rows, layer.Inputs);
        long? rank = null;
        if (!shapes.TryGetValue(nameOfA, out var a)) yield return new AdapterRefusal.MissingTensor(nameOfA);
        else if (a is [var r, var inputs] && r >= 1 && r <= maximumRank && inputs == layer.Inputs) rank = r;
        else yield return new AdapterRefusal.WrongShape(nameOfA, $"[1..{maximumRank}, {layer.Inputs}]", Text(a));

        if (!shapes.TryGetValue(nameOfB, out var b)) yield return new AdapterRefusal.MissingTensor(nameOfB);
        else if (b is not [var n, var columns] || n != rows || (rank is { } known && columns != known))
            yield return new AdapterRefusal.WrongShape(nameOfB, $"[{rows}, {rank?.ToString() ?? "rank"}]", Text(b));
    }

    private static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
