using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Tests.Adapters;

/// <summary>Ordinary LoRAs with random numbers.</summary>
internal static class RandomLoras
{
    /// <summary>Changes about a third of all that can be changed: linear layers, convolutions, the text encoder.</summary>
    public static OrdinaryLora For(StableDiffusionModel model, int seed)
    {
        var random = new Random(seed);
        float[] Numbers(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle() - 0.5f)];
        var chosen = model.AdaptableWeights.ByPath.OrderBy(it => it.Key, StringComparer.Ordinal).Where(_ => random.Next(3) == 0).ToList();
        return new OrdinaryLora
        {
            Modules = [.. chosen.Select(it =>
            {
                var shape = it.Value.shape;
                return new LoraModule(it.Key, 2, shape, Numbers(2 * shape.Skip(1).Aggregate(1L, (a, b) => a * b)), Numbers(2 * shape[0]), 0.5f);
            })],
        };
    }
}
