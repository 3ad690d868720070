using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>Sentences, latents that show them, and the same latents under noise of several levels: what two models are compared on.</summary>
/// <param name="Latents">[sentences, channels, h, w]. Not owned.</param>
internal sealed record NoisySamples(IReadOnlyList<string> Sentences, Tensor Latents)
{
    private const int Levels = 4, Together = 16;

    /// <summary>Visits all samples at each noise level, in batches: sentences, noisy latents [batch, channels, h, w], timesteps int64 [batch].</summary>
    /// <remarks>The noise is the same at every call. Tensors of a batch are gone after it.</remarks>
    public void Visit(StableDiffusionModel model, Action<IReadOnlyList<string>, Tensor, Tensor> visit, CancellationToken cancellation)
    {
        using var off = no_grad();
        using var generator = new Generator(17);
        for (var level = 0; level < Levels; level++)
        {
            var time = (2L * level + 1) * model.Noise.Timesteps / (2 * Levels);
            for (var first = 0; first < Sentences.Count; first += Together)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var count = Math.Min(Together, Sentences.Count - first);
                var clean = Latents.narrow(0, first, count);
                var timesteps = full([count], time, dtype: ScalarType.Int64, device: model.Device);
                var noise = randn(clean.shape, generator: generator).to(model.Device);
                visit([.. Sentences.Skip(first).Take(count)], model.Noise.AddNoise(clean, noise, timesteps), timesteps);
            }
        }
    }
}
