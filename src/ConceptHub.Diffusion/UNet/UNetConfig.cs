using System.Text.Json;

namespace ConceptHub.Diffusion.UNet;

/// <summary>The part of a diffusers <c>unet/config.json</c> that decides shapes (diffusers 0.31, unet_2d_condition.py).</summary>
public sealed record UNetConfig
{
    /// <summary>Latent edge the model was trained at, in latent pixels.</summary>
    public required int SampleSize { get; init; }
    public int InChannels { get; init; } = 4;
    public int OutChannels { get; init; } = 4;
    public required IReadOnlyList<int> BlockOutChannels { get; init; }
    public required IReadOnlyList<string> DownBlockTypes { get; init; }
    public required IReadOnlyList<string> UpBlockTypes { get; init; }
    public int LayersPerBlock { get; init; } = 2;
    public required int CrossAttentionDim { get; init; }

    /// <summary>Attention heads per block. Configs call this <c>attention_head_dim</c>, a misnomer kept by diffusers.</summary>
    public required IReadOnlyList<int> Heads { get; init; }
    public required IReadOnlyList<int> TransformerLayers { get; init; }
    public int NormNumGroups { get; init; } = 32;
    public float NormEps { get; init; } = 1e-5f;
    public bool UseLinearProjection { get; init; }
    public bool FlipSinToCos { get; init; } = true;
    public float FreqShift { get; init; }

    /// <summary>Reads <c>unet/config.json</c>.</summary>
    /// <exception cref="InvalidModelException">The config asks for something this class does not build.</exception>
    public static UNetConfig Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var config = new ConfigReader(document.RootElement, "unet/config.json");
        config.Refuse("class_embed_type", "addition_embed_type", "encoder_hid_dim", "time_cond_proj_dim", "num_class_embeds");
        config.RefuseTrue("dual_cross_attention", "class_embeddings_concat", "center_input_sample", "resnet_skip_time_act");
        config.RefuseOther("act_fn", "silu");
        config.RefuseOther("resnet_time_scale_shift", "default");
        config.RefuseOther("time_embedding_type", "positional");
        config.RefuseOther("mid_block_type", "UNetMidBlock2DCrossAttn");

        var channels = config.Ints("block_out_channels");
        var heads = config.IntsOrRepeat("num_attention_heads", channels.Count) ?? config.IntsOrRepeat("attention_head_dim", channels.Count);
        return new UNetConfig
        {
            SampleSize = config.Int("sample_size", 64),
            InChannels = config.Int("in_channels", 4),
            OutChannels = config.Int("out_channels", 4),
            BlockOutChannels = channels,
            DownBlockTypes = config.Strings("down_block_types"),
            UpBlockTypes = config.Strings("up_block_types"),
            LayersPerBlock = config.Int("layers_per_block", 2),
            CrossAttentionDim = config.Int("cross_attention_dim", 1280),
            Heads = heads ?? [.. Enumerable.Repeat(8, channels.Count)],
            TransformerLayers = config.IntsOrRepeat("transformer_layers_per_block", channels.Count) ?? [.. Enumerable.Repeat(1, channels.Count)],
            NormNumGroups = config.Int("norm_num_groups", 32),
            NormEps = config.Float("norm_eps", 1e-5f),
            UseLinearProjection = config.Bool("use_linear_projection", false),
            FlipSinToCos = config.Bool("flip_sin_to_cos", true),
            FreqShift = config.Float("freq_shift", 0),
        };
    }

    /// <summary>The config as diffusers reads it back.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["_class_name"] = "UNet2DConditionModel",
        ["_diffusers_version"] = "0.31.0",
        ["act_fn"] = "silu",
        ["attention_head_dim"] = Heads,
        ["block_out_channels"] = BlockOutChannels,
        ["center_input_sample"] = false,
        ["cross_attention_dim"] = CrossAttentionDim,
        ["down_block_types"] = DownBlockTypes,
        ["downsample_padding"] = 1,
        ["flip_sin_to_cos"] = FlipSinToCos,
        ["freq_shift"] = FreqShift,
        ["in_channels"] = InChannels,
        ["layers_per_block"] = LayersPerBlock,
        ["mid_block_scale_factor"] = 1,
        ["mid_block_type"] = "UNetMidBlock2DCrossAttn",
        ["norm_eps"] = NormEps,
        ["norm_num_groups"] = NormNumGroups,
        ["out_channels"] = OutChannels,
        ["resnet_time_scale_shift"] = "default",
        ["sample_size"] = SampleSize,
        ["time_embedding_type"] = "positional",
        ["transformer_layers_per_block"] = TransformerLayers,
        ["up_block_types"] = UpBlockTypes,
        ["use_linear_projection"] = UseLinearProjection,
    }, ConfigReader.Indented);
}
