using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>Concepts of random numbers with the shapes that trained ones have, to time merging without training any.</summary>
public static class RandomRecipe
{
    private const float Scale = 0.01f;

    /// <summary>Concepts from anywhere in the codebook, so that they meet in blocks as those of strangers do, each at a strength of its own.</summary>
    public static IReadOnlyList<RecipePart> Of(BlockPlan plan, Codebook codebook, int concepts, int seed)
    {
        var random = new Random(seed);
        var numbers = new HashSet<int>();
        while (numbers.Count < concepts) numbers.Add(random.Next(codebook.Capacity));
        return [.. numbers.Select((number, i) => new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), Adapter(plan, codebook, number, random), 0.5f + random.NextSingle()))];
    }

    private static ConceptAdapter Adapter(BlockPlan plan, Codebook codebook, int number, Random random)
    {
        var codeword = codebook.Encode(number);
        return new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = $"random{number}",
            ClassWord = "thing",
            Kind = ConceptKind.Subject,
            BaseModelHash = plan.BaseModelHash,
            PlanHash = plan.Hash,
            Layers = [.. plan.Layers.Select((layer, i) => Layer(layer, plan.RowCount(layer, codeword[plan.LayerSites[i]]), random))],
            TokenEmbedding = new TokenEmbedding(1, plan.TokenWidth ?? 1, Numbers(plan.TokenWidth ?? 1, random)),
        };
    }

    private static AdapterLayer Layer(AdaptedLayer layer, int rows, Random random)
    {
        var rank = ConceptTrainingSettings.UsualRankOf(rows, layer.Inputs);
        return new AdapterLayer(layer.Name, rank, Numbers(rank * layer.Inputs, random), Numbers(rows * rank, random));
    }

    private static float[] Numbers(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * Scale)];
}
