namespace ConceptHub.Diffusion.Pipelines;

/// <summary>How much one call may ask for. The defaults suit one machine without a graphics card.</summary>
public sealed record GenerationLimits
{
    /// <summary>Pixels of the longer edge.</summary>
    public int LongestEdge { get; init; } = 2048;
    public int MaximumSteps { get; init; } = 150;
    public float MaximumGuidance { get; init; } = 30;

    /// <summary>Pictures of one call.</summary>
    public int MaximumCount { get; init; } = 16;

    /// <summary>
    /// As many pictures go through the UNet together as have this many latent pixels in all, at least one: 4 of 512 × 512 in Stable Diffusion.
    /// Small latents need company to fill the processor; large ones only take memory. 0 draws one after another, with rounding as alone.
    /// </summary>
    public int LatentPixelsTogether { get; init; } = 4 * 64 * 64;
}
