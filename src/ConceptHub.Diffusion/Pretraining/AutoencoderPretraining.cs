using System.Diagnostics;
using ConceptHub.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Trains an <see cref="AutoencoderTiny"/> on pictures: absolute error of colours and of edges, and latents pulled to zero mean
/// and unit variance per channel, so that scaling_factor is 1 and the diffusion sees unit data. The decoder gets its latents
/// with a little noise, so that it forgives what a denoiser leaves behind.
/// </summary>
public sealed class AutoencoderPretraining(AutoencoderTiny autoencoder, Func<Random, CaptionedPicture> draw)
{
    private const int Batch = 2;
    private const float EdgeWeight = 0.7f, LatentWeight = 0.05f, LargestNoise = 0.15f;

    /// <summary>Trains in place for <paramref name="budget"/>; the averaged weights remain.</summary>
    public void Run(TimeSpan budget, int seed, IProgress<PretrainingStep>? progress, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var schedule = new LearningRateSchedule(3.5e-3, WarmUpSteps: 50, CoolDown: 0.8);
        var clock = Stopwatch.StartNew();
        using var weights = new TrainedWeights([autoencoder], name => !name.StartsWith("encoder.layers.0.", StringComparison.Ordinal));
        var (loss, step) = (0.0, 0);
        for (; clock.Elapsed < budget && !cancellation.IsCancellationRequested; step++)
        {
            var fraction = clock.Elapsed / budget;
            loss = step == 0 ? Step(random) : loss * 0.99 + Step(random) * 0.01;
            weights.Step(schedule.At(step, fraction));
            if (step % 100 == 0) progress?.Report(new("autoencoder", step, step * Batch, fraction, loss, step * Batch / clock.Elapsed.TotalSeconds, budget - clock.Elapsed));
        }

        weights.KeepAverage();
    }

    /// <summary>Peak signal-to-noise ratio in dB over <paramref name="pictures"/>, on the 0 to 1 scale, mean error first.</summary>
    public static double PeakSignalToNoise(IAutoencoder autoencoder, IReadOnlyList<RgbImage> pictures)
    {
        using var off = no_grad();
        var error = pictures.Chunk(16).Average(chunk =>
        {
            using var scope = NewDisposeScope();
            var images = RgbImage.Stack(chunk);
            return ((autoencoder.Decode(autoencoder.Encode(images)).clamp(-1, 1) - images) / 2).square().mean().item<float>();
        });
        return -10 * Math.Log10(error);
    }

    private double Step(Random random)
    {
        using var scope = NewDisposeScope();
        var images = RgbImage.Stack([.. Enumerable.Range(0, Batch).Select(_ => Recolour(draw(random).Image, random))]);
        var latents = autoencoder.Encode(images);
        var noise = randn_like(latents) * (rand([Batch, 1, 1, 1]) * LargestNoise);
        var rebuilt = autoencoder.Decode(latents + noise);
        var colour = (rebuilt - images).abs().mean() + 2 * (rebuilt - images).square().mean();
        var edges = (Gradient(rebuilt, 3) - Gradient(images, 3)).abs().mean() + (Gradient(rebuilt, 2) - Gradient(images, 2)).abs().mean();
        var spread = latents.mean([0, 2, 3]).square().mean() + (latents.std([0, 2, 3]) - 1).square().mean();
        var loss = colour + edges * EdgeWeight + spread * LatentWeight;
        loss.backward();
        return colour.item<float>();
    }

    private static Tensor Gradient(Tensor images, int axis) =>
        images.narrow(axis, 1, images.shape[axis] - 1) - images.narrow(axis, 0, images.shape[axis] - 1);

    // Concepts bring colours that the world never mixes; a fifth of the pictures has its channels permuted or inverted.
    private static RgbImage Recolour(RgbImage image, Random random)
    {
        if (random.NextDouble() > 0.2) return image;
        int[] order = [0, 1, 2];
        random.Shuffle(order);
        var flip = (byte)(random.Next(3) == 0 ? 255 : 0);
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
            for (var c = 0; c < 3; c++) pixels[i + c] = (byte)(image.Pixels[i + order[c]] ^ flip);
        return image with { Pixels = pixels };
    }
}
