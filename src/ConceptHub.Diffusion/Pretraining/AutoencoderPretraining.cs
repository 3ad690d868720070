using System.Diagnostics;
using ConceptHub.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Makes an <see cref="AutoencoderTiny"/>: the encoder in closed form (<see cref="PrincipalEncoder"/>), the decoder trained on
/// squared and absolute error. As the encoder stays, a decoder can be improved at any time without touching what was trained on
/// its latents. An edge term was tried and left out: most gradients are zero, so its median is a flat picture.
/// </summary>
public sealed class AutoencoderPretraining(AutoencoderTiny autoencoder, Func<Random, CaptionedPicture> draw)
{
    private const int Batch = 12, Crop = 64, EncoderPictures = 600;
    private const double WholePictures = 0.3;   // of the budget, at the end: the same pixels a step, three pictures with their borders
    private const float SquaredWeight = 4, LargestNoise = 0.15f;

    /// <summary>Sets the encoder from some hundred pictures; seconds.</summary>
    public void FitEncoder(int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        PrincipalEncoder.Fit(autoencoder, RgbImage.Stack([.. Enumerable.Range(0, EncoderPictures).Select(_ => Recolour(draw(random).Image, random))]));
    }

    /// <summary>Trains the decoder in place for <paramref name="budget"/>; the averaged weights remain.</summary>
    public void TrainDecoder(TimeSpan budget, int seed, IProgress<PretrainingStep>? progress, CancellationToken cancellation)
    {
        foreach (var (name, parameter) in autoencoder.named_parameters())
            parameter.requires_grad = name.StartsWith("decoder.", StringComparison.Ordinal);
        var random = new Random(seed);
        var schedule = new LearningRateSchedule(2.5e-3, WarmUpSteps: 30, CoolDown: 0.7);
        var clock = Stopwatch.StartNew();
        using var weights = new TrainedWeights([autoencoder], _ => true);
        var (loss, step) = (0.0, 0);
        for (; clock.Elapsed < budget && !cancellation.IsCancellationRequested; step++)
        {
            var fraction = clock.Elapsed / budget;
            var now = Step(random, whole: fraction > 1 - WholePictures);
            loss = step == 0 ? now : loss * 0.97 + now * 0.03;
            weights.Step(schedule.At(step, fraction));
            if (step % 50 == 0) progress?.Report(new("decoder", step, step * Batch, fraction, loss, step * Batch / clock.Elapsed.TotalSeconds, budget - clock.Elapsed));
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

    private double Step(Random random, bool whole)
    {
        using var scope = NewDisposeScope();
        var images = RgbImage.Stack([.. Enumerable.Range(0, whole ? Batch / 4 : Batch).Select(_ => Example(random, whole))]);
        var latents = autoencoder.Encode(images);
        // A denoiser leaves something behind; the decoder learns to forgive it.
        var noise = randn_like(latents) * (rand([latents.shape[0], 1, 1, 1]) * LargestNoise);
        var rebuilt = autoencoder.Decode(latents + noise);
        var squared = (rebuilt - images).square().mean();
        var loss = squared * SquaredWeight + (rebuilt - images).abs().mean();
        loss.backward();
        return squared.item<float>();
    }

    private RgbImage Example(Random random, bool whole)
    {
        var image = Recolour(draw(random).Image, random);
        return whole ? image : Cut(image, random.Next(image.Width - Crop + 1), random.Next(image.Height - Crop + 1));
    }

    // Pieces of many pictures teach more per step than two whole ones.
    private static RgbImage Cut(RgbImage image, int left, int top)
    {
        var pixels = new byte[Crop * Crop * 3];
        for (var row = 0; row < Crop; row++)
            image.Pixels.AsSpan(((top + row) * image.Width + left) * 3, Crop * 3).CopyTo(pixels.AsSpan(row * Crop * 3));
        return new RgbImage(Crop, Crop, pixels);
    }

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
