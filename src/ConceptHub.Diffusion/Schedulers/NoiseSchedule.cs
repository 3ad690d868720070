using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>The forward process for training: <c>x_t = sqrt(a_t) x0 + sqrt(1 - a_t) noise</c>. Timesteps are int64 [batch], others [batch, ...].</summary>
public sealed class NoiseSchedule : IDisposable
{
    private readonly PredictionType _prediction;
    private readonly Tensor _signal;   // sqrt(a), [timesteps]
    private readonly Tensor _noise;    // sqrt(1 - a), [timesteps]

    public NoiseSchedule(SchedulerConfig config, Device? device = null)
    {
        _prediction = config.PredictionType;
        CumulativeAlphas = SigmaSchedule.CumulativeAlphas(config);
        _signal = Table(CumulativeAlphas.Select(Math.Sqrt), device);
        _noise = Table(CumulativeAlphas.Select(a => Math.Sqrt(1 - a)), device);
    }

    /// <summary>a for every training timestep, falling.</summary>
    public IReadOnlyList<double> CumulativeAlphas { get; }

    public int Timesteps => CumulativeAlphas.Count;

    /// <summary>x_t, shape of <paramref name="x0"/>.</summary>
    public Tensor AddNoise(Tensor x0, Tensor noise, Tensor t) => x0 * At(_signal, t, x0) + noise * At(_noise, t, x0);

    /// <summary>v = sqrt(a) noise - sqrt(1 - a) x0.</summary>
    public Tensor Velocity(Tensor x0, Tensor noise, Tensor t) => noise * At(_signal, t, x0) - x0 * At(_noise, t, x0);

    /// <summary>What the model should say of x_t, by the config's prediction type.</summary>
    public Tensor Target(Tensor x0, Tensor noise, Tensor t) => _prediction switch
    {
        PredictionType.Velocity => Velocity(x0, noise, t),
        PredictionType.Epsilon => noise.alias(),
        _ => x0.alias(),
    };

    /// <summary>The clean latent a prediction stands for, by the config's prediction type.</summary>
    public Tensor Clean(Tensor output, Tensor noisy, Tensor t) => _prediction switch
    {
        PredictionType.Velocity => noisy * At(_signal, t, noisy) - output * At(_noise, t, noisy),
        PredictionType.Epsilon => (noisy - output * At(_noise, t, noisy)) / At(_signal, t, noisy),
        _ => output.alias(),
    };

    /// <summary>The noise a prediction stands for, by the config's prediction type.</summary>
    public Tensor Noise(Tensor output, Tensor noisy, Tensor t) => _prediction switch
    {
        PredictionType.Velocity => output * At(_signal, t, noisy) + noisy * At(_noise, t, noisy),
        PredictionType.Epsilon => output.alias(),
        _ => (noisy - output * At(_signal, t, noisy)) / At(_noise, t, noisy),
    };

    /// <summary>a / (1 - a), [batch], for loss weights such as min-SNR (arXiv:2303.09556).</summary>
    public Tensor SignalToNoise(Tensor t) => (_signal.index_select(0, t) / _noise.index_select(0, t)).square();

    public void Dispose()
    {
        _signal.Dispose();
        _noise.Dispose();
    }

    private static Tensor Table(IEnumerable<double> values, Device? device) =>
        tensor(values.Select(v => (float)v).ToArray(), device: device).DetachFromDisposeScope();

    private static Tensor At(Tensor table, Tensor t, Tensor like)
    {
        long[] shape = [t.shape[0], .. Enumerable.Repeat(1L, (int)like.dim() - 1)];
        return table.index_select(0, t).reshape(shape);   // [batch, 1, ...]
    }
}
