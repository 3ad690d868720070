using ConceptHub.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// Sets the encoder of an <see cref="AutoencoderTiny"/> without residual blocks to the principal components of picture patches:
/// with nothing but convolutions it is a linear map, and the best one is known in closed form. Each strided convolution joins
/// 2×2 cells; where that makes more numbers than the layer has channels, the components of largest variance stay. Trained encoders
/// of this size were far behind after ten minutes (docs/decisions/0005), and this one treats concepts like everything else.
/// </summary>
public static class PrincipalEncoder
{
    private const double Whitening = 0.5;   // latents are divided by deviation^½: large shapes are still settled before details

    /// <summary>The latents' scale as the decoder takes it: inside the part of its tanh that is nearly straight.</summary>
    public const float ScalingFactor = 4;

    /// <param name="autoencoder">All of <see cref="AutoencoderTinyConfig.EncoderBlocks"/> zero.</param>
    /// <param name="images">[pictures, 3, height, width] in [-1, 1], some hundreds.</param>
    public static void Fit(AutoencoderTiny autoencoder, Tensor images)
    {
        if (autoencoder.Config.EncoderBlocks.Any(b => b > 0)) throw new ArgumentException("The encoder has residual blocks, so it is not linear.", nameof(autoencoder));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var kernels = autoencoder.named_parameters().Where(p => p.name.StartsWith("encoder.", StringComparison.Ordinal)).ToDictionary(p => p.name, p => (Tensor)p.parameter);
        foreach (var kernel in kernels.Values) kernel.zero_();

        var pixels = images.add(1).div(2);
        var mean = pixels.mean([0, 2, 3]);   // [3]
        for (var c = 0; c < 3; c++) kernels["encoder.layers.0.weight"][c, c, 1, 1] = 1;
        kernels["encoder.layers.0.bias"].narrow(0, 0, 3).copy_(-mean);

        var cells = pixels - mean.view(1, 3, 1, 1);   // [pictures, channels, h, w]
        var stages = autoencoder.Config.EncoderBlocks.Count;
        for (var stage = 1; stage < stages; stage++) cells = Join(cells, kernels[$"encoder.layers.{stage}.weight"]);
        Normalise(cells, kernels[$"encoder.layers.{stages}.weight"], kernels[$"encoder.layers.{stages}.bias"]);
    }

    /// <summary>2×2 cells to one, rotated to principal components; writes the kernel [width, width, 3, 3] that does it.</summary>
    private static Tensor Join(Tensor cells, Tensor kernel)
    {
        var channels = cells.shape[1];
        var quads = nn.functional.pixel_unshuffle(cells, 2);                       // [pictures, channels * 4, h, w], index c * 4 + dy * 2 + dx
        var kept = Math.Min(kernel.shape[0], quads.shape[1]);
        var samples = quads.permute(0, 2, 3, 1).flatten(0, 2);                      // [places, channels * 4]
        var (_, vectors) = linalg.eigh(samples.t().mm(samples));                    // ascending
        var rotation = vectors.flip(1).narrow(1, 0, kept).t();                      // [kept, channels * 4]
        // A strided kernel's taps 1 and 2 are the cell's own 2×2 pixels; tap 0 belongs to the neighbour.
        kernel.narrow(0, 0, kept).narrow(1, 0, channels).narrow(2, 1, 2).narrow(3, 1, 2).copy_(rotation.view(kept, channels, 2, 2));
        return nn.functional.conv2d(quads, rotation.unsqueeze(-1).unsqueeze(-1));
    }

    private static void Normalise(Tensor cells, Tensor kernel, Tensor bias)
    {
        var latents = kernel.shape[0];
        var values = cells.narrow(1, 0, latents);
        var mean = values.mean([0, 2, 3]);
        var deviation = values.std([0, 2, 3]);
        var scale = deviation.pow(-Whitening);
        scale = scale / (values - mean.view(1, -1, 1, 1)).mul(scale.view(1, -1, 1, 1)).square().mean().sqrt() / ScalingFactor;
        for (var i = 0; i < latents; i++) kernel[i, i, 1, 1] = scale[i];
        bias.copy_(-mean * scale);
    }
}
