namespace ConceptHub.BlockLora.Tests.Adapters;

/// <summary>A small plan of the embedded model's shape (7 transformer blocks, K = 16) and random adapters for it.</summary>
internal static class Small
{
    public const int SiteCount = 7;
    public const int TokenWidth = 12;
    public const string BaseHash = "b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184";

    public static readonly Codebook Codebook = new(16, SiteCount);

    public static BlockPlan Plan(string baseHash = BaseHash) => BlockPlan.ForTransformers(baseHash, [.. Enumerable.Range(0, SiteCount).SelectMany(Layers)], 16, TokenWidth);

    public static ConceptAdapter Adapter(int number = 35, int seed = 1)
    {
        var plan = Plan();
        var codeword = Codebook.Encode(number);
        var random = new Random(seed);
        return new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = "<alice>",
            ClassWord = "person",
            Kind = ConceptKind.Person,
            BaseModelHash = plan.BaseModelHash,
            PlanHash = plan.Hash,
            Layers = RandomLayers(),
            TokenEmbedding = new TokenEmbedding(2, TokenWidth, Floats(2 * TokenWidth, random)),
            ContextWords = new ContextWords(SiteCount, 3, TokenWidth, Floats(SiteCount * 3 * TokenWidth, random)),
            StandaloneLayers = RandomLayers(),
            Training = new Dictionary<string, string> { ["steps"] = "400", ["seed"] = "7", ["note"] = "\"quoted\" & <b>" },
        };

        IReadOnlyList<AdapterLayer> RandomLayers() => [.. plan.Layers.Select((layer, i) => Layer(layer, plan.RowCount(layer, codeword[plan.LayerSites[i]]), random))];
    }

    public static byte[] File(ConceptAdapter adapter, AdapterFileOptions? options = null)
    {
        var stream = new MemoryStream();
        ConceptAdapterFile.Write(stream, adapter, Plan(), Codebook, options);
        return stream.ToArray();
    }

    public static ConceptAdapter With(this ConceptAdapter adapter, int layer, Func<AdapterLayer, AdapterLayer> change) =>
        adapter with { Layers = [.. adapter.Layers.Select((it, i) => i == layer ? change(it) : it)] };

    private static IEnumerable<AdaptedLayer> Layers(int site)
    {
        var width = site < 3 ? 32 : 40; // 40 rows in 16 blocks: blocks of 2 and of 3 rows
        foreach (var attention in new[] { "attn1", "attn2" })
            foreach (var linear in new[] { "to_q", "to_k", "to_v", "to_out.0" })
            {
                var inputs = attention == "attn2" && linear is "to_k" or "to_v" ? TokenWidth : width;
                yield return new AdaptedLayer($"down_blocks.{site}.attentions.0.transformer_blocks.0.{attention}.{linear}", inputs, width);
            }
    }

    private static AdapterLayer Layer(AdaptedLayer layer, int rows, Random random)
    {
        var rank = Math.Min(2, rows);
        return new AdapterLayer(layer.Name, rank, Floats(rank * layer.Inputs, random), Floats(rows * rank, random));
    }

    private static float[] Floats(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
}
