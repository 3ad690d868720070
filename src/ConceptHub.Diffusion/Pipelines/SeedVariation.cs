using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// A picture like that of a seed, but not the same: on the way from the seed's start noise to that of another one. Steps that draw
/// noise of their own keep to the first seed.
/// </summary>
/// <param name="Seed">The other seed.</param>
/// <param name="Strength">How far on the way: above 0, and 1 is the other seed's start noise.</param>
public sealed record SeedVariation(long Seed, double Strength)
{
    private const double Parallel = 0.9995;

    /// <summary>
    /// Walks along the sphere (slerp), so that the blend is as large as noise has to be; a straight line would be too quiet in the middle.
    /// As stable-diffusion-webui's variation seed (1.10, modules/rng.py, <c>slerp</c>), with one angle for the whole noise.
    /// </summary>
    /// <param name="noise">Of the first seed, unit normal, [1, channels, h, w], float32 on the CPU. Not disposed here.</param>
    /// <returns>Same shape, in the caller's scope.</returns>
    public Tensor Blend(Tensor noise)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)Seed);
        var other = randn(noise.shape, generator: generator);
        var cosine = ((noise * other).sum() / (noise.norm() * other.norm())).item<float>();
        if (cosine > Parallel) return (noise * (1 - Strength) + other * Strength).MoveToOuterDisposeScope();
        var angle = Math.Acos(cosine);
        var blend = noise * (Math.Sin((1 - Strength) * angle) / Math.Sin(angle)) + other * (Math.Sin(Strength * angle) / Math.Sin(angle));
        return blend.MoveToOuterDisposeScope();
    }
}
