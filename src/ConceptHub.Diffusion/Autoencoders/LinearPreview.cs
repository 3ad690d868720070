using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>
/// A decoder for previews: every latent pixel and its eight neighbours become one patch of the picture by a linear map. The map is the best
/// there is, in closed form (least squares over latents that the autoencoder itself made of drawn pictures), and costs some thousandths of
/// a denoising step, where the true decoder may cost as much as a step.
/// </summary>
public sealed class LinearPreview
{
    private const int Neighbourhood = 3, EdgeLatents = 8;
    private const int SamplesPerUnknown = 16;      // fewer follow the drawn pictures instead of the autoencoder
    private const int FewestPictures = 16;
    private const double Ridge = 1e-4;             // share of the mean square of the latents
    private readonly Tensor _kernel;               // [3 * factor², channels, 3, 3]
    private readonly Tensor _bias;                 // [3 * factor²]
    private readonly int _factor;

    private LinearPreview(Tensor kernel, Tensor bias, int factor) =>
        (_kernel, _bias, _factor) = (kernel.DetachFromDisposeScope(), bias.DetachFromDisposeScope(), factor);

    /// <summary>Fits the map: encodes some small pictures, about a quarter of the work of one 512 × 512 picture in Stable Diffusion.</summary>
    public static LinearPreview Fit(IAutoencoder autoencoder, Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (factor, channels) = (autoencoder.Factor, autoencoder.LatentChannels);
        var unknowns = channels * Neighbourhood * Neighbourhood + 1;
        var count = Math.Max(FewestPictures, SamplesPerUnknown * unknowns / (EdgeLatents * EdgeLatents) + 1);
        var pictures = PreviewLessons.Draw(count, EdgeLatents * factor);
        var latents = cat([.. pictures.Select(p => Encoded(autoencoder, p, device))]);                                   // [n, c, 8, 8]

        var around = nn.functional.unfold(latents, Neighbourhood, padding: Neighbourhood / 2);                           // [n, c * 9, 64]
        var known = cat([around, ones([count, 1, EdgeLatents * EdgeLatents], device: device)], 1).transpose(1, 2).flatten(0, 1).to(float64);
        var wanted = nn.functional.pixel_unshuffle(RgbImage.Stack(pictures, device), factor).flatten(2).transpose(1, 2).flatten(0, 1).to(float64);
        var square = known.t().mm(known);                                                                                // [unknowns, unknowns]
        var map = linalg.solve(square + eye(unknowns, dtype: float64, device: device) * (Ridge * square.diagonal().mean()), known.t().mm(wanted));
        map = map.t().to(float32);                                                                                       // [3 * factor², unknowns]
        var kernel = map.narrow(1, 0, unknowns - 1).reshape(map.shape[0], channels, Neighbourhood, Neighbourhood);
        return new LinearPreview(kernel.contiguous(), map.select(1, unknowns - 1).contiguous(), factor);
    }

    /// <summary>latents [batch, channels, h, w] to about what the autoencoder decodes, [batch, 3, h * factor, w * factor].</summary>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var patches = nn.functional.conv2d(latents, _kernel, _bias, padding: [Neighbourhood / 2, Neighbourhood / 2]);
        return nn.functional.pixel_shuffle(patches, _factor).MoveToOuterDisposeScope();
    }

    private static Tensor Encoded(IAutoencoder autoencoder, RgbImage picture, Device device)
    {
        using var scope = NewDisposeScope();
        return autoencoder.Encode(picture.ToTensor(device)).MoveToOuterDisposeScope();
    }
}
