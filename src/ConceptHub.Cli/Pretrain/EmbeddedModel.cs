using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Pretraining;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Cli.Pretrain;

/// <summary>The shapes of the embedded base model. Chosen for two CPU cores: wide maps at 8×8, nothing at full resolution.</summary>
internal static class EmbeddedModel
{
    /// <summary>Longest caption in tokens, start and end included.</summary>
    public const int Words = 32;

    public static AutoencoderTinyConfig Autoencoder { get; } = new()
    {
        Channels = 64,
        LatentChannels = 32,
        EncoderBlocks = [0, 0, 0, 0, 0],
        DecoderBlocks = [3, 3, 2, 1, 0],
        ScalingFactor = PrincipalEncoder.ScalingFactor,
    };

    public static UNetConfig UNet { get; } = new()
    {
        SampleSize = 8,
        InChannels = 32,
        OutChannels = 32,
        BlockOutChannels = [128, 192],
        DownBlockTypes = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        UpBlockTypes = ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1,
        CrossAttentionDim = 128,
        Heads = [4, 6],
        TransformerLayers = [1, 1],
    };

    /// <summary>Cosine schedule and velocity: at 8×8 latents the usual scaled-linear one spends most steps on pure noise.</summary>
    public static SchedulerConfig Scheduler { get; } = new()
    {
        BetaSchedule = "squaredcos_cap_v2",
        PredictionType = PredictionType.Velocity,
        TimestepSpacing = "trailing",
        SetAlphaToOne = true,
    };

    /// <summary><c>model_index.json</c>: which class reads which folder.</summary>
    public static string Index { get; } = """
        {
          "_class_name": "StableDiffusionPipeline",
          "_diffusers_version": "0.31.0",
          "feature_extractor": [null, null],
          "requires_safety_checker": false,
          "safety_checker": [null, null],
          "scheduler": ["diffusers", "DDIMScheduler"],
          "text_encoder": ["transformers", "CLIPTextModel"],
          "tokenizer": ["transformers", "CLIPTokenizer"],
          "unet": ["diffusers", "UNet2DConditionModel"],
          "vae": ["diffusers", "AutoencoderTiny"]
        }
        """;

    public static CLIPTextConfig Text(CLIPTokenizer tokenizer) => new()
    {
        VocabularySize = tokenizer.VocabularySize,
        HiddenSize = UNet.CrossAttentionDim,
        IntermediateSize = 512,
        Layers = 3,
        Heads = 4,
        MaxPositions = Words,
        StartTokenId = tokenizer.StartId,
        EndTokenId = tokenizer.EndId,
    };
}
