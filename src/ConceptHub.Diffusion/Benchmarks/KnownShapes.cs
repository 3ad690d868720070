using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.UNet;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The shapes of well-known models, to measure without their weights.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Words">Tokens of a prompt.</param>
public sealed record KnownShapes(string Name, UNetConfig UNet, AutoencoderKLConfig Autoencoder, int Words)
{
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

    /// <summary>unet/config.json and vae/config.json of Stable Diffusion 1.5 and 2.1.</summary>
    public static IReadOnlyList<KnownShapes> All { get; } =
    [
        new("sd15", First, Usual, 77),
        new("sd21", First with { SampleSize = 96, CrossAttentionDim = 1024, Heads = [5, 10, 20, 20], UseLinearProjection = true }, Usual, 77),
    ];
}
