using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>What the encoder believes of a picture: a normal per latent value, unscaled, each [batch, channels, h, w].</summary>
/// <param name="LogVariance">Clamped to -30..20.</param>
public sealed record LatentPosterior(Tensor Mean, Tensor LogVariance);

/// <summary>Stable Diffusion's autoencoder, with diffusers' names (0.31, autoencoder_kl.py).</summary>
public sealed class AutoencoderKL : nn.Module, IAutoencoder
{
    [ComponentName(Name = "encoder")] private readonly KLEncoder _encoder;
    [ComponentName(Name = "decoder")] private readonly KLDecoder _decoder;
    [ComponentName(Name = "quant_conv")] private readonly Conv2d? _quantise;
    [ComponentName(Name = "post_quant_conv")] private readonly Conv2d? _unquantise;

    public AutoencoderKL(AutoencoderKLConfig config) : base(nameof(AutoencoderKL))
    {
        Config = config;
        _encoder = new KLEncoder(config);
        _decoder = new KLDecoder(config);
        _quantise = config.UseQuantConv ? MapConv.Of(2 * config.LatentChannels, 2 * config.LatentChannels, 1) : null;
        _unquantise = config.UsePostQuantConv ? MapConv.Of(config.LatentChannels, config.LatentChannels, 1) : null;
        RegisterComponents();
    }

    public AutoencoderKLConfig Config { get; }

    public int Factor => 1 << (Config.BlockOutChannels.Count - 1);

    public int LatentChannels => Config.LatentChannels;

    /// <summary>For <see cref="ModuleWeights.Load"/>: files from before diffusers 0.18 name the attention differently.</summary>
    public static string? NameInModule(string nameInFile)
    {
        const string Site = ".attentions.0.";
        return nameInFile
            .Replace($"{Site}query.", $"{Site}to_q.", StringComparison.Ordinal)
            .Replace($"{Site}key.", $"{Site}to_k.", StringComparison.Ordinal)
            .Replace($"{Site}value.", $"{Site}to_v.", StringComparison.Ordinal)
            .Replace($"{Site}proj_attn.", $"{Site}to_out.0.", StringComparison.Ordinal);
    }

    /// <summary>The posterior's mean, scaled.</summary>
    public Tensor Encode(Tensor image)
    {
        using var scope = NewDisposeScope();
        return Scaled(Posterior(image).Mean).MoveToOuterDisposeScope();
    }

    /// <summary>A sample of the posterior, scaled; <paramref name="unitNoise"/> has the latents' shape.</summary>
    public Tensor Encode(Tensor image, Tensor unitNoise)
    {
        using var scope = NewDisposeScope();
        var (mean, logVariance) = Posterior(image);
        return Scaled(mean + (logVariance * 0.5f).exp() * unitNoise).MoveToOuterDisposeScope();
    }

    /// <summary>What the encoder believes of a picture [batch, 3, height, width] in -1..1.</summary>
    public LatentPosterior Posterior(Tensor image)
    {
        using var scope = NewDisposeScope();
        var moments = _encoder.forward(image);
        if (_quantise is not null) moments = _quantise.forward(moments);
        var halves = moments.chunk(2, 1);   // mean and log-variance, each [b, channels, h, w]
        return new LatentPosterior(halves[0].contiguous().MoveToOuterDisposeScope(), halves[1].clamp(-30, 20).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var z = latents / Config.ScalingFactor + Config.ShiftFactor;
        return _decoder.forward(_unquantise?.forward(z) ?? z).MoveToOuterDisposeScope();
    }

    private Tensor Scaled(Tensor z) => (z - Config.ShiftFactor) * Config.ScalingFactor;
}
