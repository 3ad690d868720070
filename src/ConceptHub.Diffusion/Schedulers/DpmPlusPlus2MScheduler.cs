using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>
/// DPM-Solver++ 2M (arXiv:2211.01095, algorithm 2), midpoint or Heun, as diffusers 0.31, scheduling_dpmsolver_multistep.py.
/// lambda is log(signal / noise); every step goes from lambda to lambda + h.
/// </summary>
public sealed class DpmPlusPlus2MScheduler : IScheduler
{
    private const int ShortRun = 15;   // steps under which diffusers ends with a first-order step

    private readonly SchedulerConfig _config;
    private Tensor? _lastClean;

    internal DpmPlusPlus2MScheduler(SchedulerConfig config, int steps)
    {
        _config = config;
        var table = SigmaSchedule.Sigmas(config);
        double[] timesteps, sigmas;
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaSchedule.Karras(table[^1], table[0], steps);
            timesteps = [.. sigmas.Select(sigma => Math.Round(SigmaSchedule.TimestepOf(table, sigma)))];
        }
        else
        {
            timesteps = SigmaSchedule.SolverTimesteps(config, steps, config.TimestepSpacing ?? "linspace", SigmaSchedule.LastTimestep(config, table));
            sigmas = [.. timesteps.Select(t => SigmaSchedule.At(table, t))];
        }

        Timesteps = [.. timesteps.Select(t => (float)t)];
        Sigmas = [.. sigmas, SigmaSchedule.Final(config, table)];
    }

    public IReadOnlyList<float> Timesteps { get; }

    /// <summary>Noise levels, falling, one more than timesteps.</summary>
    public IReadOnlyList<double> Sigmas { get; }

    public float InitNoiseSigma => 1;

    public Tensor AddNoise(Tensor clean, Tensor unitNoise, int step) => ModelPrediction.Noisy(clean, unitNoise, 1 / (Sigmas[step] * Sigmas[step] + 1));

    public Tensor ScaleModelInput(Tensor x, int step) => x.alias();

    public Tensor Step(Tensor modelOutput, int step, Tensor sample, Generator? noise)
    {
        using var scope = NewDisposeScope();
        var (signal, level) = Split(Sigmas[step]);
        var (nextSignal, nextLevel) = Split(Sigmas[step + 1]);
        var clean = ModelPrediction.Clean(_config.PredictionType, modelOutput, sample, signal, level);
        var h = Lambda(step + 1) - Lambda(step);   // infinite when the last sigma is 0
        var moved = sample * (nextLevel / level) - clean * (nextSignal * (Math.Exp(-h) - 1));
        if (step > 0 && !IsFirstOrder(step) && _lastClean is not null) moved = moved + Slope(clean, _lastClean, step, h) * (nextSignal * SecondOrder(h));

        _lastClean?.Dispose();
        _lastClean = clean.alias().DetachFromDisposeScope();
        return moved.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _lastClean?.Dispose();
        _lastClean = null;
    }

    /// <summary>D1 of the paper: how the clean prediction changes over a step.</summary>
    private Tensor Slope(Tensor clean, Tensor before, int step, double h) => (clean - before) * (h / (Lambda(step) - Lambda(step - 1)));

    private double SecondOrder(double h) => _config.IsHeun ? (Math.Exp(-h) - 1) / h + 1 : -0.5 * (Math.Exp(-h) - 1);

    private bool IsFirstOrder(int step) => _config.SolverOrder == 1 || (step == Timesteps.Count - 1
        && (_config.EulerAtFinal || _config.FinalSigmasType == "zero" || (_config.LowerOrderFinal && Timesteps.Count < ShortRun)));

    private double Lambda(int index) => -Math.Log(Sigmas[index]);   // log(signal) - log(noise) = -log(sigma)

    private static (double Signal, double Noise) Split(double sigma)
    {
        var signal = 1 / Math.Sqrt(sigma * sigma + 1);
        return (signal, sigma * signal);
    }
}
