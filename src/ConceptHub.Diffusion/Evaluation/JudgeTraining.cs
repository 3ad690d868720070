using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>One finished step of a judge's training; the loss is averaged over about the last fifty.</summary>
public sealed record JudgeStep(int Step, int Of, double Loss);

/// <summary>The loop that both judges are trained with: AdamW over shuffled lessons, warm-up, then a cosine down to zero.</summary>
internal static class JudgeTraining
{
    private const int WarmUpSteps = 50;
    private const double PeakLearningRate = 2e-3, WeightDecay = 0.02;

    // Generated latents are a little noisier and stronger than encoded pictures; a judge shall not stumble over that.
    private const float LargestNoise = 0.35f, LargestGain = 0.2f;

    /// <param name="lessons">How many there are; each step gets <paramref name="batch"/> of their indices, int64 [batch].</param>
    /// <param name="loss">Scalar with gradient.</param>
    public static void Run(IEnumerable<Parameter> parameters, int lessons, int batch, int steps, int seed, Func<Tensor, Tensor> loss, IProgress<JudgeStep>? progress, CancellationToken cancellation)
    {
        using var optimizer = optim.AdamW(parameters, lr: PeakLearningRate, weight_decay: WeightDecay);
        var (random, average) = (new Random(seed), double.NaN);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var rate = PeakLearningRate * Math.Min(1, (step + 1) / (double)WarmUpSteps) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
            foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
            var chosen = Enumerable.Range(0, batch).Select(_ => (long)random.Next(lessons)).ToArray();
            var value = Step(optimizer, chosen, loss);
            average = double.IsNaN(average) ? value : average * 0.98 + value * 0.02;
            progress?.Report(new JudgeStep(step + 1, steps, average));
        }
    }

    /// <summary>Latents [pictures, ...] with noise, each with as much as chance gives it, and a little stronger or weaker.</summary>
    public static Tensor Disturbed(Tensor latents, Generator generator)
    {
        long[] each = [latents.shape[0], 1, 1, 1];
        var gain = (rand(each, generator: generator) * 2 - 1) * LargestGain + 1;
        return latents * gain + randn(latents.shape, generator: generator) * (rand(each, generator: generator) * LargestNoise);
    }

    private static double Step(optim.Optimizer optimizer, long[] chosen, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var value = loss(tensor(chosen));
        optimizer.zero_grad();
        value.backward();
        optimizer.step();
        return value.item<float>();
    }
}
