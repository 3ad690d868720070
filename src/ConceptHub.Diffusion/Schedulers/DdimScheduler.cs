using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>DDIM (arXiv:2010.02502, equation 12), as diffusers 0.31, scheduling_ddim.py.</summary>
public sealed class DdimScheduler : IScheduler
{
    private readonly SchedulerConfig _config;
    private readonly double[] _alphas;
    private readonly double _eta;
    private readonly int _stride;

    internal DdimScheduler(SchedulerConfig config, int steps, double eta)
    {
        (_config, _eta) = (config, eta);
        _alphas = SigmaSchedule.CumulativeAlphas(config);
        _stride = config.TrainTimesteps / steps;
        var timesteps = SigmaSchedule.Timesteps(config, steps, config.TimestepSpacing ?? "leading", isRounded: true);
        Timesteps = [.. timesteps.Select(t => (float)Math.Min(t, config.TrainTimesteps - 1))];
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitNoiseSigma => 1;

    public Tensor AddNoise(Tensor clean, Tensor unitNoise, int step) => ModelPrediction.Noisy(clean, unitNoise, _alphas[(int)Timesteps[step]]);

    public Tensor ScaleModelInput(Tensor x, int step) => x.alias();

    public Tensor Step(Tensor modelOutput, int step, Tensor sample, Generator? noise)
    {
        using var scope = NewDisposeScope();
        var drawn = _eta > 0 ? ModelPrediction.Draw(sample, noise) : null;
        return StepWith(modelOutput, step, sample, drawn).MoveToOuterDisposeScope();
    }

    /// <summary>The step with the noise given instead of drawn; ignored when eta is 0.</summary>
    public Tensor StepWith(Tensor modelOutput, int step, Tensor sample, Tensor? unitNoise)
    {
        using var scope = NewDisposeScope();
        var timestep = (int)Timesteps[step];
        var previous = timestep - _stride;
        var now = _alphas[timestep];
        var next = previous >= 0 ? _alphas[previous] : _config.SetAlphaToOne ? 1 : _alphas[0];

        var (signal, noise) = (Math.Sqrt(now), Math.Sqrt(1 - now));
        var clean = ModelPrediction.Clean(_config.PredictionType, modelOutput, sample, signal, noise);
        if (_config.ClipSample) clean = clean.clamp(-_config.ClipSampleRange, _config.ClipSampleRange);
        var predictedNoise = ModelPrediction.Noise(_config.PredictionType, modelOutput, sample, signal, noise);

        var deviation = _eta * Math.Sqrt((1 - next) / (1 - now) * (1 - now / next));
        var result = clean * Math.Sqrt(next) + predictedNoise * Math.Sqrt(Math.Max(0, 1 - next - deviation * deviation));
        if (_eta > 0 && unitNoise is not null) result = result + unitNoise * deviation;
        return result.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }
}
