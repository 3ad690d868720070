using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The shapes of well-known models, to measure without their weights.</summary>
/// <param name="Name">As on the command line.</param>
public sealed record KnownShapes(string Name, UNetConfig UNet, AutoencoderKLConfig Autoencoder, CLIPTextConfig Text)
{
    /// <summary>Tokens of a prompt.</summary>
    public int Words => Text.MaxPositions;

    private static readonly AutoencoderKLConfig Usual = new() { BlockOutChannels = [128, 256, 512, 512] };

    private static readonly UNetConfig First = new()
    {
        SampleSize = 64,
        BlockOutChannels = [320, 640, 1280, 1280],
        DownBlockTypes = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
        UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
        CrossAttentionDim = 768,
        Heads = [8, 8, 8, 8],
        TransformerLayers = [1, 1, 1, 1],
    };

    private static readonly CLIPTextConfig FirstText = new() { VocabularySize = 49408, HiddenSize = 768, IntermediateSize = 3072, Layers = 12, Heads = 12 };

    private static readonly CLIPTextConfig SecondText = new() { VocabularySize = 49408, HiddenSize = 1024, IntermediateSize = 4096, Layers = 23, Heads = 16, Activation = "gelu" };

    /// <summary>unet/config.json, vae/config.json and text_encoder/config.json of Stable Diffusion 1.5 and 2.1.</summary>
    public static IReadOnlyList<KnownShapes> All { get; } =
    [
        new("sd15", First, Usual, FirstText),
        new("sd21", First with { SampleSize = 96, CrossAttentionDim = 1024, Heads = [5, 10, 20, 20], UseLinearProjection = true }, Usual, SecondText),
    ];
}
