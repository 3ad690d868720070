using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// Multistep consistency sampling (arXiv:2310.04378, algorithm 3; arXiv:2303.01469, algorithm 1), as diffusers 0.31, scheduling_lcm.py:
/// every step jumps to the clean latent and puts the noise of the next timestep on it. For models distilled to be consistent, and for
/// LoRAs that make them so; guidance beyond 2 is too much for those.
/// </summary>
public sealed class LcmScheduler : IScheduler
{
    private const double SigmaData = 0.5;   // scheduling_lcm.py, get_scalings_for_boundary_condition_discrete

    private readonly SchedulerConfig _config;
    private readonly double[] _alphas;

    internal LcmScheduler(SchedulerConfig config, int steps)
    {
        var known = Math.Min(config.OriginalSteps, config.TrainTimesteps);
        if (steps > known) throw new ArgumentException($"LCM takes at most {known} steps, the ones it was distilled on; {steps} were asked for.", nameof(steps));
        _config = config;
        _alphas = SigmaSchedule.CumulativeAlphas(config);
        var stride = config.TrainTimesteps / known;
        Timesteps = [.. Enumerable.Range(0, steps).Select(i => known - (int)Math.Floor(i * (known / (double)steps))).Select(place => (float)(place * stride - 1))];
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitNoiseSigma => 1;

    public Tensor AddNoise(Tensor clean, Tensor unitNoise, int step) => ModelPrediction.Noisy(clean, unitNoise, _alphas[(int)Timesteps[step]]);

    public Tensor ScaleModelInput(Tensor x, int step) => x.alias();

    public Tensor Step(Tensor modelOutput, int step, Tensor sample, Generator? noise)
    {
        using var scope = NewDisposeScope();
        var a = _alphas[(int)Timesteps[step]];
        var clean = ModelPrediction.Clean(_config.PredictionType, modelOutput, sample, Math.Sqrt(a), Math.Sqrt(1 - a));
        if (_config.ClipSample) clean = clean.clamp(-_config.ClipSampleRange, _config.ClipSampleRange);

        var (skip, jump) = Boundary(Timesteps[step] * _config.TimestepScaling);
        var consistent = clean * jump + sample * skip;
        var next = step == Timesteps.Count - 1 ? consistent : AddNoise(consistent, ModelPrediction.Draw(sample, noise), step + 1);
        return next.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }

    /// <summary>Shares of the sample and of the clean prediction: at time 0 the sample is the answer (arXiv:2303.01469, equation 5).</summary>
    private static (double Skip, double Jump) Boundary(double time)
    {
        var square = time * time + SigmaData * SigmaData;
        return (SigmaData * SigmaData / square, time / Math.Sqrt(square));
    }
}
