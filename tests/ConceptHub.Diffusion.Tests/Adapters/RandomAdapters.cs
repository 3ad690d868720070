using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Tests.Adapters;

/// <summary>Adapters with random numbers in every row that they own.</summary>
internal static class RandomAdapters
{
    /// <summary>The adapter with random context words too.</summary>
    public static ConceptAdapter WithContextWords(this ConceptAdapter adapter, StableDiffusionModel model, int words = 3)
    {
        var random = new Random(adapter.ConceptNumber);
        var (sites, width) = (model.Plan.Sites.Count, model.Plan.ContextWidth!.Value);
        return adapter with { ContextWords = new ContextWords(sites, words, width, [.. Enumerable.Range(0, sites * words * width).Select(_ => random.NextSingle() * 2 - 1)]) };
    }

    public static ConceptAdapter For(StableDiffusionModel model, int number, string trigger)
    {
        var random = new Random(number);
        var codeword = model.Codebook.Encode(number);
        var width = model.TextEncoder.Config.HiddenSize;
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        return new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = trigger,
            ClassWord = "person",
            Kind = ConceptKind.Person,
            BaseModelHash = model.Hash,
            PlanHash = model.Plan.Hash,
            Layers = [.. model.Plan.Layers.Select((layer, i) =>
            {
                var rows = model.Plan.RowCount(layer, codeword[model.Plan.LayerSites[i]]);
                return new AdapterLayer(layer.Name, Math.Min(2, rows), Numbers(Math.Min(2, rows) * layer.Inputs), Numbers(rows * Math.Min(2, rows)));
            })],
            TokenEmbedding = new TokenEmbedding(1, width, Numbers(width)),
        };
    }
}
