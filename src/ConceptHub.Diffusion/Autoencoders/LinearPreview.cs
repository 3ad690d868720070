using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>
/// A decoder for previews: every latent pixel becomes its patch of the picture by a linear map. The map is the best there is, in closed form
/// (least squares over latents of drawn pictures and what the autoencoder decodes from them), and costs about a hundredth of a denoising step
/// of the embedded model, whose true decoder costs as much as a step. Neighbouring latents would add half a decibel for nine times the fit.
/// </summary>
public sealed class LinearPreview
{
    private const int EdgeLatents = 8;          // of a drawn picture
    private const int SamplesPerUnknown = 16;   // fewer follow the drawn pictures instead of the autoencoder
    private const int FewestPictures = 4;       // for the colours
    private const double Ridge = 1e-4;          // share of the mean square of the latents
    private readonly Tensor _kernel;            // [3 * factor², channels, 1, 1]
    private readonly Tensor _bias;              // [3 * factor²]
    private readonly int _factor;

    private LinearPreview(Tensor kernel, Tensor bias, int factor) =>
        (_kernel, _bias, _factor) = (kernel.DetachFromDisposeScope(), bias.DetachFromDisposeScope(), factor);

    /// <summary>Fits the map: encodes and decodes some small pictures, about a sixteenth of one 512 × 512 picture in Stable Diffusion.</summary>
    public static LinearPreview Fit(IAutoencoder autoencoder, Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (factor, unknowns) = (autoencoder.Factor, autoencoder.LatentChannels + 1);
        var count = Math.Max(FewestPictures, SamplesPerUnknown * unknowns / (EdgeLatents * EdgeLatents) + 1);
        var (latents, decoded) = Samples(autoencoder, PreviewLessons.Draw(count, EdgeLatents * factor), device);

        var known = Rows(cat([latents, ones([count, 1, EdgeLatents, EdgeLatents], device: device)], 1));   // [samples, unknowns]
        var wanted = Rows(nn.functional.pixel_unshuffle(decoded, factor));                                  // [samples, 3 * factor²]
        var square = known.t().mm(known);
        var ridge = eye(unknowns, dtype: float64, device: device) * (Ridge * square.diagonal().mean());
        var map = linalg.solve(square + ridge, known.t().mm(wanted)).t().to(float32);                       // [3 * factor², unknowns]
        return new LinearPreview(map.narrow(1, 0, unknowns - 1).unsqueeze(-1).unsqueeze(-1).contiguous(), map.select(1, unknowns - 1).contiguous(), factor);
    }

    /// <summary>latents [batch, channels, h, w] to about what the autoencoder decodes, [batch, 3, h * factor, w * factor].</summary>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return nn.functional.pixel_shuffle(nn.functional.conv2d(latents, _kernel, _bias), _factor).MoveToOuterDisposeScope();
    }

    private static (Tensor Latents, Tensor Decoded) Samples(IAutoencoder autoencoder, IReadOnlyList<RgbImage> pictures, Device device)
    {
        using var scope = NewDisposeScope();
        var latents = cat([.. pictures.Select(picture => autoencoder.Encode(picture.ToTensor(device)))]);
        var decoded = cat([.. latents.split(1).Select(autoencoder.Decode)]);
        return (latents.MoveToOuterDisposeScope(), decoded.MoveToOuterDisposeScope());
    }

    /// <summary>[n, c, h, w] to [n * h * w, c], in double precision: the normal equations square the condition.</summary>
    private static Tensor Rows(Tensor map) => map.permute(0, 2, 3, 1).flatten(0, 2).to(float64);
}
