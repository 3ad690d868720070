using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// Euler steps over noise levels, with or without ancestral noise (diffusers 0.31, scheduling_euler_discrete.py and
/// scheduling_euler_ancestral_discrete.py). Latents have variance 1 + sigma², so the model sees x / sqrt(1 + sigma²).
/// </summary>
public sealed class EulerScheduler : IScheduler
{
    private readonly SchedulerConfig _config;
    private readonly bool _isAncestral;

    internal EulerScheduler(SchedulerConfig config, int steps, bool isAncestral)
    {
        (_config, _isAncestral) = (config, isAncestral);
        var table = SigmaSchedule.Sigmas(config);
        var spacing = config.TimestepSpacing ?? "linspace";
        var timesteps = SigmaSchedule.Timesteps(config, steps, spacing, isRounded: false);
        double[] sigmas = [.. timesteps.Select(t => SigmaSchedule.At(table, t))];
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaSchedule.Karras(sigmas[0], sigmas[^1], steps);
            timesteps = [.. sigmas.Select(sigma => SigmaSchedule.TimestepOf(table, sigma))];
        }

        Timesteps = [.. timesteps.Select(t => (float)t)];
        Sigmas = [.. sigmas, isAncestral ? 0 : SigmaSchedule.Final(config, table)];
        InitNoiseSigma = (float)(spacing == "leading" ? Math.Sqrt(Sigmas[0] * Sigmas[0] + 1) : Sigmas[0]);
    }

    public IReadOnlyList<float> Timesteps { get; }

    /// <summary>Noise levels, falling, one more than timesteps.</summary>
    public IReadOnlyList<double> Sigmas { get; }

    public float InitNoiseSigma { get; }

    public Tensor AddNoise(Tensor clean, Tensor unitNoise, int step) => clean + unitNoise * Sigmas[step];

    public Tensor ScaleModelInput(Tensor x, int step) => x / Math.Sqrt(Sigmas[step] * Sigmas[step] + 1);

    public Tensor Step(Tensor modelOutput, int step, Tensor sample, Generator? noise)
    {
        using var scope = NewDisposeScope();
        var (from, to) = (Sigmas[step], Sigmas[step + 1]);
        var added = _isAncestral ? Math.Sqrt(to * to * (from * from - to * to) / (from * from)) : 0;
        var down = Math.Sqrt(to * to - added * added);

        var slope = (sample - Clean(modelOutput, sample, from)) / from;   // d(x)/d(sigma)
        var result = sample + slope * (down - from);
        if (_isAncestral) result = result + ModelPrediction.Draw(sample, noise) * added;
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>x is x0 + sigma e here; the model was asked about x / sqrt(1 + sigma²), whose signal is 1 / sqrt(1 + sigma²).</summary>
    private Tensor Clean(Tensor output, Tensor x, double sigma)
    {
        var scale = 1 / Math.Sqrt(sigma * sigma + 1);
        return ModelPrediction.Clean(_config.PredictionType, output, x * scale, scale, sigma * scale);
    }

    public void Dispose()
    {
    }
}
