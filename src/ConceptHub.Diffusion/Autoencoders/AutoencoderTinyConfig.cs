using System.Text.Json;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>The part of <c>vae/config.json</c> that shapes an <c>AutoencoderTiny</c> (diffusers 0.31, autoencoder_tiny.py).</summary>
public sealed record AutoencoderTinyConfig
{
    /// <summary>One width for all stages: diffusers' layers assume it.</summary>
    public required int Channels { get; init; }
    public required int LatentChannels { get; init; }

    /// <summary>Residual blocks per stage, from full resolution down. Each further stage halves the picture.</summary>
    public required IReadOnlyList<int> EncoderBlocks { get; init; }

    /// <summary>Residual blocks per stage, from the latent resolution up.</summary>
    public required IReadOnlyList<int> DecoderBlocks { get; init; }
    public float ScalingFactor { get; init; } = 1;
    public float ShiftFactor { get; init; }

    /// <summary>Reads <c>vae/config.json</c>.</summary>
    /// <exception cref="InvalidModelException">The config asks for something this class does not build.</exception>
    public static AutoencoderTinyConfig Parse(string json)
    {
        var config = ConfigReader.Parse(json, "vae/config.json");
        config.RefuseOther("act_fn", "relu");
        config.RefuseOther("upsample_fn", "nearest");
        var widths = config.Ints("encoder_block_out_channels").Concat(config.Ints("decoder_block_out_channels")).Distinct().ToList();
        if (widths.Count != 1 || config.Int("upsampling_scaling_factor", 2) != 2)
            throw new InvalidModelException("vae/config.json: AutoencoderTiny is supported with one width and a factor of 2 per stage.");

        return new AutoencoderTinyConfig
        {
            Channels = widths[0],
            LatentChannels = config.Int("latent_channels", 4),
            EncoderBlocks = config.Ints("num_encoder_blocks"),
            DecoderBlocks = config.Ints("num_decoder_blocks"),
            ScalingFactor = config.Float("scaling_factor", 1),
            ShiftFactor = config.Float("shift_factor", 0),
        };
    }

    /// <summary>The config as diffusers reads it back.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["_class_name"] = "AutoencoderTiny",
        ["_diffusers_version"] = "0.31.0",
        ["act_fn"] = "relu",
        ["decoder_block_out_channels"] = Enumerable.Repeat(Channels, DecoderBlocks.Count),
        ["encoder_block_out_channels"] = Enumerable.Repeat(Channels, EncoderBlocks.Count),
        ["force_upcast"] = false,
        ["in_channels"] = 3,
        ["latent_channels"] = LatentChannels,
        ["latent_magnitude"] = 3,
        ["latent_shift"] = 0.5f,
        ["num_decoder_blocks"] = DecoderBlocks,
        ["num_encoder_blocks"] = EncoderBlocks,
        ["out_channels"] = 3,
        ["scaling_factor"] = ScalingFactor,
        ["shift_factor"] = ShiftFactor,
        ["upsample_fn"] = "nearest",
        ["upsampling_scaling_factor"] = 2,
    }, ConfigReader.Indented);
}
