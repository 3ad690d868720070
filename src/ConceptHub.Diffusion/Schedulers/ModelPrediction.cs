using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Schedulers;

/// <summary>What a model's output means for a latent <c>x = signal · x0 + noise · e</c>, signal² + noise² = 1.</summary>
internal static class ModelPrediction
{
    public static Tensor Clean(PredictionType type, Tensor output, Tensor x, double signal, double noise) => type switch
    {
        PredictionType.Epsilon => (x - output * noise) / signal,
        PredictionType.Velocity => x * signal - output * noise,
        _ => output.alias(),
    };

    public static Tensor Noise(PredictionType type, Tensor output, Tensor x, double signal, double noise) => type switch
    {
        PredictionType.Epsilon => output.alias(),
        PredictionType.Velocity => output * signal + x * noise,
        _ => (x - output * signal) / noise,
    };

    /// <summary>x at cumulative alpha <paramref name="a"/>, in the caller's scope.</summary>
    public static Tensor Noisy(Tensor clean, Tensor unitNoise, double a)
    {
        using var scope = NewDisposeScope();
        return (clean * Math.Sqrt(a) + unitNoise * Math.Sqrt(1 - a)).MoveToOuterDisposeScope();
    }

    /// <summary>Unit noise like a latent, drawn on the CPU so that a seed gives the same picture on every device.</summary>
    public static Tensor Draw(Tensor like, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return randn(like.shape, dtype: ScalarType.Float32, generator: generator).to(like.device);
    }
}
