using System.Diagnostics;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Trains UNet and text encoder together on velocity (Salimans and Ho, arXiv:2202.00512). Before each checkpoint the weights are
/// checked; a loss that jumps or a weight out of range ends the run with <see cref="TrainingDivergedException"/>, and the caller
/// takes up the last good checkpoint.
/// </summary>
public sealed class DenoiserPretraining(UNet2DConditionModel unet, CLIPTextModel text, NoiseSchedule noise, LatentPool pool)
{
    public const int Batch = 64;
    private const int FreshPerStep = 8, ReportEvery = 10, CheckEvery = 50;
    private const double EmptyShare = 0.1;
    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 1, 16);

    /// <summary>The highest learning rate, of AdamW scale.</summary>
    public double PeakLearningRate { get; init; } = 1.5e-3;

    /// <summary>Called with the averaged weights in the modules.</summary>
    public required Action<PretrainingStep> Checkpoint { get; init; }

    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(12);

    /// <summary>Trains in place until <paramref name="budget"/> is used or <paramref name="cancellation"/> fires; averaged weights remain.</summary>
    /// <param name="firstStep">Steps that earlier runs made, for the reports.</param>
    public void Run(TimeSpan budget, int firstStep, int seed, IProgress<PretrainingStep>? progress, CancellationToken cancellation)
    {
        set_num_threads(1);
        var random = new Random(seed);
        var schedule = new LearningRateSchedule(PeakLearningRate, WarmUpSteps: firstStep == 0 ? 100 : 30);
        using var weights = new TrainedWeights([unet, text], IsHidden);
        var clock = Stopwatch.StartNew();
        var (average, nextCheckpoint, step) = (double.NaN, CheckpointEvery, 0);
        for (; clock.Elapsed < budget && !cancellation.IsCancellationRequested; step++)
        {
            var fraction = clock.Elapsed / budget;
            var rate = schedule.At(step, fraction);
            var loss = Step(random);
            weights.Step(rate);
            pool.Add(FreshPerStep, random);
            average = double.IsNaN(average) ? loss : average * 0.98 + loss * 0.02;
            if (step % CheckEvery == 0) Check(weights, loss, average, firstStep + step);

            var now = new PretrainingStep("denoiser", firstStep + step, (long)(firstStep + step) * Batch, fraction, average,
                (step + 1) * Batch / clock.Elapsed.TotalSeconds, budget - clock.Elapsed);
            if (step % ReportEvery == 0) progress?.Report(now);
            if (clock.Elapsed < nextCheckpoint) continue;
            Check(weights, loss, average, firstStep + step);
            weights.WithAverage(() => Checkpoint(now));
            nextCheckpoint = clock.Elapsed + CheckpointEvery;
        }

        weights.KeepAverage();
        Checkpoint(new("denoiser", firstStep + step, (long)(firstStep + step) * Batch, 1, average, step * Batch / clock.Elapsed.TotalSeconds, TimeSpan.Zero));
    }

    // Each worker computes on one core: two half batches are faster than one batch whose every small operation is shared out
    // (measured on two cores beside other work: 25 samples/s on one core alone, 6 to 38 on both together).
    private double Step(Random random)
    {
        var seeds = Enumerable.Range(0, Workers).Select(_ => random.Next()).ToArray();
        var losses = new double[Workers];
        Parallel.For(0, Workers, i => losses[i] = Part(new Random(seeds[i]), Batch / Workers));
        return losses.Average();
    }

    /// <summary>Adds one worker's share of the gradient; returns its loss.</summary>
    private double Part(Random random, int count)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.Next());
        var (latents, ids) = pool.Draw(count, EmptyShare, random);
        var timesteps = randint(0, noise.Timesteps, [count], dtype: ScalarType.Int64, generator: generator);
        var unit = randn(latents.shape, generator: generator);
        var predicted = unet.forward(noise.AddNoise(latents, unit, timesteps), timesteps, text.forward(ids, null));
        var loss = nn.functional.mse_loss(predicted, noise.Velocity(latents, unit, timesteps));
        (loss / Workers).backward();
        return loss.item<float>();
    }

    private static void Check(TrainedWeights weights, double loss, double average, int step)
    {
        if (!double.IsFinite(loss) || loss > 4 * average || !weights.IsSound()) throw new TrainingDivergedException(step, loss);
    }

    private static bool IsHidden(string name) =>
        !name.StartsWith("conv_in", StringComparison.Ordinal) && !name.StartsWith("conv_out", StringComparison.Ordinal)
        && !name.Contains("embedding", StringComparison.Ordinal);
}

/// <summary>The training left the range of believable numbers; the last checkpoint is from before that.</summary>
public sealed class TrainingDivergedException(int step, double loss)
    : Exception($"Training diverged at step {step} (loss {loss:0.###}); the last checkpoint is from before that.");
