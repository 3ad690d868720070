using ConceptHub.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// One picture on its way, [1, channels, h, w]: its own noise and its own scheduler, so that nothing but the UNet knows which others are
/// drawn beside it.
/// </summary>
internal sealed class DrawnPicture : IDisposable
{
    private readonly IScheduler _scheduler;
    private readonly Generator _noise;
    private readonly SeedVariation? _variation;
    private Tensor? _over, _unit;   // what it is drawn over, and the noise above it

    public DrawnPicture(SchedulerConfig config, GenerationSettings settings)
    {
        _scheduler = config.Create(settings.Scheduler, settings.Steps);
        _noise = new Generator((ulong)settings.Seed);
        _variation = settings.Variation;
    }

    public IReadOnlyList<float> Timesteps => _scheduler.Timesteps;

    /// <summary>Noise alone, or the latents of a start picture under the noise of the first step to take.</summary>
    public Tensor Start(long[] shape, Tensor? over, int firstStep, Device device)
    {
        using var scope = NewDisposeScope();
        var drawn = randn(shape, generator: _noise);   // on the CPU: a seed gives the same picture on every device
        var noise = (_variation is { } variation ? variation.Blend(drawn) : drawn).to(device);
        if (over is null) return (noise * _scheduler.InitNoiseSigma).MoveToOuterDisposeScope();
        (_over, _unit) = (over.alias().DetachFromDisposeScope(), noise.alias().DetachFromDisposeScope());
        return _scheduler.AddNoise(over, noise, firstStep).MoveToOuterDisposeScope();
    }

    /// <summary>What it is drawn over, with as much noise as the latents have after a step.</summary>
    public Tensor Under(int step) => step + 1 < Timesteps.Count ? _scheduler.AddNoise(_over!, _unit!, step + 1) : _over!.alias();

    public Tensor ScaleModelInput(Tensor latents, int step) => _scheduler.ScaleModelInput(latents, step);

    public Tensor Step(Tensor output, int step, Tensor latents) => _scheduler.Step(output, step, latents, _noise);

    public void Dispose()
    {
        _scheduler.Dispose();
        _noise.Dispose();
        _over?.Dispose();
        _unit?.Dispose();
    }
}
