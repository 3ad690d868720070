using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>
/// Pictures to latents and back. Latents are always as the UNet sees them: shift and scaling factor are applied in
/// <see cref="Encode"/> and taken back in <see cref="Decode"/>, never by the caller.
/// </summary>
public interface IAutoencoder : IDisposable
{
    /// <summary>Picture pixels per latent pixel along an edge; pictures' edges must be multiples of it.</summary>
    int Factor { get; }

    int LatentChannels { get; }

    /// <summary>image [batch, 3, height, width] in -1..1 to latents [batch, LatentChannels, height/Factor, width/Factor], without noise.</summary>
    Tensor Encode(Tensor image);

    /// <summary>latents to a picture [batch, 3, height, width], around -1..1, not clamped.</summary>
    Tensor Decode(Tensor latents);
}
