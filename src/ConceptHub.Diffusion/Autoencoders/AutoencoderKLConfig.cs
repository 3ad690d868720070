using System.Text.Json;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>The part of <c>vae/config.json</c> that shapes an <c>AutoencoderKL</c> (diffusers 0.31, autoencoder_kl.py).</summary>
public sealed record AutoencoderKLConfig
{
    /// <summary>Widths from full resolution down; every further one halves the picture.</summary>
    public required IReadOnlyList<int> BlockOutChannels { get; init; }
    public int LayersPerBlock { get; init; } = 2;
    public int LatentChannels { get; init; } = 4;
    public int NormNumGroups { get; init; } = 32;

    /// <summary>The UNet's latents are (z - shift) times this; 0.18215 for SD 1 and 2.</summary>
    public float ScalingFactor { get; init; } = 0.18215f;
    public float ShiftFactor { get; init; }
    public bool UseQuantConv { get; init; } = true;
    public bool UsePostQuantConv { get; init; } = true;
    public bool MidBlockAddAttention { get; init; } = true;

    /// <summary>Weights that such a model has at least: the second convolutions of its resnets. A file with fewer need not be tried.</summary>
    internal long LeastWeights => BlockOutChannels.Sum(width => (2L * LayersPerBlock + 1) * 9 * width * width);

    /// <summary>Reads <c>vae/config.json</c>. <c>force_upcast</c> is met already: everything is computed in float32.</summary>
    /// <exception cref="InvalidModelException">The config asks for something <see cref="AutoencoderKL"/> does not build.</exception>
    public static AutoencoderKLConfig Parse(string json)
    {
        const string Source = "vae/config.json";
        var config = ConfigReader.Parse(json, Source);
        config.RefuseOther("act_fn", "silu", "swish");
        config.Refuse("latents_mean", "latents_std");
        var blocks = config.Strings("down_block_types").Concat(config.Strings("up_block_types"));
        if (blocks.FirstOrDefault(b => b is not ("DownEncoderBlock2D" or "UpDecoderBlock2D")) is { } other)
            throw new InvalidModelException($"{Source}: the block type {other} is not supported.");
        if (config.Int("in_channels", 3) != 3 || config.Int("out_channels", 3) != 3)
            throw new InvalidModelException($"{Source}: only pictures of 3 channels are supported.");

        return new AutoencoderKLConfig
        {
            BlockOutChannels = config.Ints("block_out_channels"),
            LayersPerBlock = config.Int("layers_per_block", 1),
            LatentChannels = config.Int("latent_channels", 4),
            NormNumGroups = config.Int("norm_num_groups", 32),
            ScalingFactor = config.Float("scaling_factor", 0.18215f),
            ShiftFactor = config.Float("shift_factor", 0),
            UseQuantConv = config.Bool("use_quant_conv", true),
            UsePostQuantConv = config.Bool("use_post_quant_conv", true),
            MidBlockAddAttention = config.Bool("mid_block_add_attention", true),
        };
    }

    /// <summary>The config as diffusers reads it back.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["_class_name"] = "AutoencoderKL",
        ["_diffusers_version"] = "0.31.0",
        ["act_fn"] = "silu",
        ["block_out_channels"] = BlockOutChannels,
        ["down_block_types"] = BlockOutChannels.Select(_ => "DownEncoderBlock2D"),
        ["force_upcast"] = true,
        ["in_channels"] = 3,
        ["latent_channels"] = LatentChannels,
        ["layers_per_block"] = LayersPerBlock,
        ["mid_block_add_attention"] = MidBlockAddAttention,
        ["norm_num_groups"] = NormNumGroups,
        ["out_channels"] = 3,
        ["scaling_factor"] = ScalingFactor,
        ["shift_factor"] = ShiftFactor == 0 ? null : ShiftFactor,
        ["up_block_types"] = BlockOutChannels.Select(_ => "UpDecoderBlock2D"),
        ["use_post_quant_conv"] = UsePostQuantConv,
        ["use_quant_conv"] = UseQuantConv,
    }, ConfigReader.Indented);
}
