using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>Picture [batch, 3, height, width] to moments [batch, 2 * latent channels, h, w].</summary>
internal sealed class KLEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")] private readonly Conv2d _convIn;
    [ComponentName(Name = "down_blocks")] private readonly ModuleList<KLDownBlock> _blocks;
    [ComponentName(Name = "mid_block")] private readonly KLMidBlock _mid;
    [ComponentName(Name = "conv_norm_out")] private readonly MapNorm _normOut;
    [ComponentName(Name = "conv_out")] private readonly Conv2d _convOut;

    public KLEncoder(AutoencoderKLConfig config) : base(nameof(KLEncoder))
    {
        var widths = config.BlockOutChannels;
        _convIn = MapConv.Of(3, widths[0], 3, padding: 1);
        _blocks = new ModuleList<KLDownBlock>([.. widths.Select((width, i) =>
            new KLDownBlock(config, widths[Math.Max(i - 1, 0)], width, isLast: i == widths.Count - 1))]);
        _mid = new KLMidBlock(config);
        _normOut = new MapNorm(config.NormNumGroups, widths[^1], KLChain.Eps);
        _convOut = MapConv.Of(widths[^1], 2 * config.LatentChannels, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor image) => KLChain.Through(image,
        [_convIn.forward, .. _blocks.Select(b => (Func<Tensor, Tensor>)b.forward), _mid.forward, Out]);

    private Tensor Out(Tensor hidden) => _convOut.forward(nn.functional.silu(_normOut.forward(hidden)));
}

/// <summary>Latents [batch, latent channels, h, w] to a picture [batch, 3, height, width].</summary>
internal sealed class KLDecoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")] private readonly Conv2d _convIn;
    [ComponentName(Name = "mid_block")] private readonly KLMidBlock _mid;
    [ComponentName(Name = "up_blocks")] private readonly ModuleList<KLUpBlock> _blocks;
    [ComponentName(Name = "conv_norm_out")] private readonly MapNorm _normOut;
    [ComponentName(Name = "conv_out")] private readonly Conv2d _convOut;

    public KLDecoder(AutoencoderKLConfig config) : base(nameof(KLDecoder))
    {
        int[] widths = [.. config.BlockOutChannels.Reverse()];
        _convIn = MapConv.Of(config.LatentChannels, widths[0], 3, padding: 1);
        _mid = new KLMidBlock(config);
        _blocks = new ModuleList<KLUpBlock>([.. widths.Select((width, i) =>
            new KLUpBlock(config, widths[Math.Max(i - 1, 0)], width, isLast: i == widths.Length - 1))]);
        _normOut = new MapNorm(config.NormNumGroups, widths[^1], KLChain.Eps);
        _convOut = MapConv.Of(widths[^1], 3, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents) => KLChain.Through(latents,
        [_convIn.forward, _mid.forward, .. _blocks.Select(b => (Func<Tensor, Tensor>)b.forward), Out]);

    private Tensor Out(Tensor hidden) => _convOut.forward(nn.functional.silu(_normOut.forward(hidden)));
}
