using System.Text.Json;

namespace ConceptHub.Diffusion.UNet;

/// <summary>The part of a diffusers <c>unet/config.json</c> that decides shapes and arithmetic (diffusers 0.31, unet_2d_condition.py).</summary>
public sealed record UNetConfig
{
    private const string Source = "unet/config.json";

    /// <summary>Latent edge the model was trained at, in latent pixels.</summary>
    public required int SampleSize { get; init; }
    public int InChannels { get; init; } = 4;
    public int OutChannels { get; init; } = 4;
    public required IReadOnlyList<int> BlockOutChannels { get; init; }
    public required IReadOnlyList<string> DownBlockTypes { get; init; }
    public required IReadOnlyList<string> UpBlockTypes { get; init; }

    /// <summary><c>UNetMidBlock2DCrossAttn</c>, <c>UNetMidBlock2D</c> (one resnet), or null: none.</summary>
    public string? MidBlockType { get; init; } = "UNetMidBlock2DCrossAttn";
    public int LayersPerBlock { get; init; } = 2;
    public required int CrossAttentionDim { get; init; }

    /// <summary>Attention heads per block. Configs call this <c>attention_head_dim</c>, a misnomer kept by diffusers.</summary>
    public required IReadOnlyList<int> Heads { get; init; }
    public required IReadOnlyList<int> TransformerLayers { get; init; }

    /// <summary>Per block on the way down: the first attention of a transformer block looks at the text too. Null: nowhere.</summary>
    public IReadOnlyList<bool>? OnlyCrossAttention { get; init; }
    public int NormNumGroups { get; init; } = 32;
    public float NormEps { get; init; } = 1e-5f;
    public bool UseLinearProjection { get; init; }

    /// <summary>The time embedding scales and shifts the second norm of each resnet instead of being added before it.</summary>
    public bool HasTimeScaleShift { get; init; }
    public bool FlipSinToCos { get; init; } = true;
    public float FreqShift { get; init; }

    /// <summary>Width of the time embedding; null: four times the first block's.</summary>
    public int? TimeEmbeddingDim { get; init; }

    /// <summary>Of the convolutions that halve; 0 pads right and below only.</summary>
    public int DownsamplePadding { get; init; } = 1;

    /// <summary>The middle block's resnets divide their output by this.</summary>
    public float MidBlockScaleFactor { get; init; } = 1;
    public int ConvInKernel { get; init; } = 3;
    public int ConvOutKernel { get; init; } = 3;

    /// <summary>The latents are taken as 2 x - 1.</summary>
    public bool CenterInputSample { get; init; }

    /// <summary>Width of the time embedding.</summary>
    internal int TimeChannels => TimeEmbeddingDim ?? BlockOutChannels[0] * 4;

    /// <summary>Weights that such a model has at least: the second convolutions of its resnets. A file with fewer need not be tried.</summary>
    internal long LeastWeights => BlockOutChannels.Sum(width => (2L * LayersPerBlock + 1) * 9 * width * width);

    /// <summary>Reads <c>unet/config.json</c>. <c>upcast_attention</c> is met already: attention is computed in float32.</summary>
    /// <exception cref="InvalidModelException">The config asks for something <see cref="UNet2DConditionModel"/> does not build.</exception>
    public static UNetConfig Parse(string json)
    {
        var config = ConfigReader.Parse(json, Source);
        RefuseOtherModels(config);
        var channels = config.Ints("block_out_channels");
        return new UNetConfig
        {
            SampleSize = config.IntsOrRepeat("sample_size", 1)?.FirstOrDefault() ?? 64,
            InChannels = config.Int("in_channels", 4),
            OutChannels = config.Int("out_channels", 4),
            BlockOutChannels = channels,
            DownBlockTypes = PerBlock(config.Strings("down_block_types"), channels.Count, "down_block_types"),
            UpBlockTypes = PerBlock(config.Strings("up_block_types"), channels.Count, "up_block_types"),
            MidBlockType = config.IsNull("mid_block_type") ? null : config.OneOf("mid_block_type", "UNetMidBlock2DCrossAttn", "UNetMidBlock2D"),
            LayersPerBlock = config.SameForAll("layers_per_block", 2),
            CrossAttentionDim = config.SameForAll("cross_attention_dim", 1280),
            Heads = PerBlock(config.IntsOrRepeat("attention_head_dim", channels.Count) ?? [.. channels.Select(_ => 8)], channels.Count, "attention_head_dim"),
            TransformerLayers = PerBlock(config.IntsOrRepeat("transformer_layers_per_block", channels.Count) ?? [.. channels.Select(_ => 1)], channels.Count, "transformer_layers_per_block"),
            OnlyCrossAttention = config.BoolsOrRepeat("only_cross_attention", channels.Count) is { } only && only.Contains(true) ? PerBlock(only, channels.Count, "only_cross_attention") : null,
            NormNumGroups = config.Int("norm_num_groups", 32),
            NormEps = config.Float("norm_eps", 1e-5f),
            UseLinearProjection = config.Bool("use_linear_projection", false),
            HasTimeScaleShift = config.OneOf("resnet_time_scale_shift", "default", "scale_shift") == "scale_shift",
            FlipSinToCos = config.Bool("flip_sin_to_cos", true),
            FreqShift = config.Float("freq_shift", 0),
            TimeEmbeddingDim = config.IntOrNull("time_embedding_dim"),
            DownsamplePadding = config.Int("downsample_padding", 1),
            MidBlockScaleFactor = config.Float("mid_block_scale_factor", 1),
            ConvInKernel = config.Int("conv_in_kernel", 3),
            ConvOutKernel = config.Int("conv_out_kernel", 3),
            CenterInputSample = config.Bool("center_input_sample", false),
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
        ["center_input_sample"] = CenterInputSample,
        ["conv_in_kernel"] = ConvInKernel,
        ["conv_out_kernel"] = ConvOutKernel,
        ["cross_attention_dim"] = CrossAttentionDim,
        ["down_block_types"] = DownBlockTypes,
        ["downsample_padding"] = DownsamplePadding,
        ["flip_sin_to_cos"] = FlipSinToCos,
        ["freq_shift"] = FreqShift,
        ["in_channels"] = InChannels,
        ["layers_per_block"] = LayersPerBlock,
        ["mid_block_scale_factor"] = MidBlockScaleFactor,
        ["mid_block_type"] = MidBlockType,
        ["norm_eps"] = NormEps,
        ["norm_num_groups"] = NormNumGroups,
        ["only_cross_attention"] = OnlyCrossAttention ?? [.. BlockOutChannels.Select(_ => false)],
        ["out_channels"] = OutChannels,
        ["resnet_time_scale_shift"] = HasTimeScaleShift ? "scale_shift" : "default",
        ["sample_size"] = SampleSize,
        ["time_embedding_dim"] = TimeEmbeddingDim,
        ["time_embedding_type"] = "positional",
        ["transformer_layers_per_block"] = TransformerLayers,
        ["up_block_types"] = UpBlockTypes,
        ["use_linear_projection"] = UseLinearProjection,
    }, ConfigReader.Indented);

    // diffusers 0.31 itself refuses num_attention_heads; the other keys belong to SDXL, DeepFloyd, unCLIP, GLIGEN, LCM.
    private static void RefuseOtherModels(ConfigReader config)
    {
        config.Refuse("num_attention_heads", "class_embed_type", "addition_embed_type", "encoder_hid_dim", "encoder_hid_dim_type", "time_cond_proj_dim",
            "num_class_embeds", "time_embedding_act_fn", "timestep_post_act", "reverse_transformer_layers_per_block");
        config.RefuseTrue("dual_cross_attention", "class_embeddings_concat");
        config.RefuseOther("act_fn", "silu", "swish");
        config.RefuseOther("time_embedding_type", "positional");
        config.RefuseOther("attention_type", "default");
    }

    private static IReadOnlyList<T> PerBlock<T>(IReadOnlyList<T> values, int blocks, string key) => values.Count == blocks
        ? values
        : throw new InvalidModelException($"{Source}: {key} has {values.Count} entries for {blocks} blocks.");
}
