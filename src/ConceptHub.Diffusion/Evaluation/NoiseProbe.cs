using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Noisy latents with prompts, on which models are compared by the noise that they predict (SCIENCE.md 4.3): no judge, no sampling.
/// </summary>
public sealed class NoiseProbe : IDisposable
{
    private readonly StableDiffusionModel _model;
    private readonly Tensor _noisy, _timesteps, _target;

    /// <param name="latents">Clean, [samples, channels, h, w]; not kept.</param>
    /// <param name="seed">Decides noise and timesteps.</param>
    public NoiseProbe(StableDiffusionModel model, Tensor latents, int seed)
    {
        _model = model;
        using var generator = new Generator((ulong)seed);
        var noise = randn(latents.shape, generator: generator).to(model.Device);
        _timesteps = randint(0, model.Noise.Timesteps, [latents.shape[0]], dtype: ScalarType.Int64, generator: generator).to(model.Device).DetachFromDisposeScope();
        _noisy = model.Noise.AddNoise(latents, noise, _timesteps).DetachFromDisposeScope();
        _target = model.Noise.Target(latents, noise, _timesteps).DetachFromDisposeScope();
    }

    /// <summary>The noise that the model, as merged now, sees in the samples; [samples, channels, h, w], in the caller's scope.</summary>
    /// <param name="contexts">Text features of the samples.</param>
    public Tensor Predict(TextContext contexts)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _model.Noise.Noise(_model.UNet.forward(_noisy, _timesteps, contexts), _noisy, _timesteps).MoveToOuterDisposeScope();
    }

    /// <summary>|prediction - truth|² / |truth|² of what the model, as merged now, was trained to predict.</summary>
    /// <param name="contexts">Text features of the samples.</param>
    public double Error(TextContext contexts)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Ratio(_model.UNet.forward(_noisy, _timesteps, contexts), _target, _target);
    }

    /// <summary>|first - second|² / |scale|², summed over all samples.</summary>
    public static double Ratio(Tensor first, Tensor second, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return ((first - second).square().sum() / scale.square().sum()).item<float>();
    }

    public void Dispose()
    {
        _noisy.Dispose();
        _timesteps.Dispose();
        _target.Dispose();
    }
}
