using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>Gated GELU: one projection to twice the width, the second half gates the first (Shazeer, arXiv:2002.05202). Exact GELU.</summary>
public sealed class GatedGelu : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")] private readonly AdaptableLinear _project;

    public GatedGelu(int channels, int inner) : base(nameof(GatedGelu))
    {
        _project = new AdaptableLinear(channels, inner * 2, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var halves = _project.forward(input).chunk(2, -1);
        return halves[0] * nn.functional.gelu(halves[1]);
    }
}

/// <summary>Feed-forward of four times the width.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "net")] private readonly ModuleList<nn.Module<Tensor, Tensor>> _net;

    public FeedForward(int channels) : base(nameof(FeedForward))
    {
        _net = new ModuleList<nn.Module<Tensor, Tensor>>(new GatedGelu(channels, channels * 4), nn.Identity(), new AdaptableLinear(channels * 4, channels, bias: true));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _net[2].forward(_net[0].forward(input));
}

/// <summary>Self-attention, cross-attention, feed-forward, each on a layer norm and added to the stream (diffusers attention.py). Some models look at the text in both attentions.</summary>
public sealed class BasicTransformerBlock : nn.Module<Tensor, TextContext, Tensor>
{
    private readonly bool _isOnlyCross;
    [ComponentName(Name = "norm1")] private readonly LayerNorm _normSelf;
    [ComponentName(Name = "attn1")] private readonly Attention _attendSelf;
    [ComponentName(Name = "norm2")] private readonly LayerNorm _normCross;
    [ComponentName(Name = "attn2")] private readonly Attention _attendCross;
    [ComponentName(Name = "norm3")] private readonly LayerNorm _normFeed;
    [ComponentName(Name = "ff")] private readonly FeedForward _feed;

    public BasicTransformerBlock(int channels, int contextChannels, int heads, bool isOnlyCross) : base(nameof(BasicTransformerBlock))
    {
        _isOnlyCross = isOnlyCross;
        _normSelf = nn.LayerNorm(channels);
        _attendSelf = new Attention(channels, isOnlyCross ? contextChannels : channels, heads);
        _normCross = nn.LayerNorm(channels);
        _attendCross = new Attention(channels, contextChannels, heads);
        _normFeed = nn.LayerNorm(channels);
        _feed = new FeedForward(channels);
        RegisterComponents();
    }

    /// <summary>Place among the UNet's transformer blocks, in the order of the block plan.</summary>
    public int Site { get; set; }

    /// <summary>hidden [batch, tokens, channels].</summary>
    public override Tensor forward(Tensor hidden, TextContext context)
    {
        var own = _normSelf.forward(hidden);
        hidden = hidden + (_isOnlyCross ? _attendSelf.Hear(own, context, Site) : _attendSelf.forward(own, null, null));
        hidden = hidden + _attendCross.Hear(_normCross.forward(hidden), context, Site);
        return hidden + _feed.forward(_normFeed.forward(hidden));
    }
}

/// <summary>Transformer blocks over the pixels of a feature map (diffusers transformer_2d.py, continuous input).</summary>
public sealed class Transformer2DModel : nn.Module<Tensor, TextContext, Tensor>
{
    private readonly bool _linear;
    [ComponentName(Name = "norm")] private readonly MapNorm _norm;
    [ComponentName(Name = "proj_in")] private readonly nn.Module<Tensor, Tensor> _projectIn;
    [ComponentName(Name = "transformer_blocks")] private readonly ModuleList<BasicTransformerBlock> _blocks;
    [ComponentName(Name = "proj_out")] private readonly nn.Module<Tensor, Tensor> _projectOut;

    /// <param name="level">Which block's heads and layers, counted on the way down.</param>
    public Transformer2DModel(UNetConfig config, int channels, int level) : base(nameof(Transformer2DModel))
    {
        _linear = config.UseLinearProjection;
        var heads = config.Heads[level];
        var inner = channels / heads * heads;   // less than the channels where the heads do not divide them
        _norm = new MapNorm(config.NormNumGroups, channels, 1e-6);
        _projectIn = _linear ? nn.Linear(channels, inner) : MapConv.Of(channels, inner, 1);
        _blocks = new ModuleList<BasicTransformerBlock>([.. Enumerable.Range(0, config.TransformerLayers[level])
            .Select(_ => new BasicTransformerBlock(inner, config.CrossAttentionDim, heads, config.OnlyCrossAttention?[level] ?? false))]);
        _projectOut = _linear ? nn.Linear(inner, channels) : MapConv.Of(inner, channels, 1);
        RegisterComponents();
    }

    /// <summary>hidden [batch, channels, height, width].</summary>
    public override Tensor forward(Tensor hidden, TextContext context)
    {
        var (height, width) = (hidden.shape[2], hidden.shape[3]);
        var tokens = _norm.forward(hidden);
        tokens = _linear ? _projectIn.forward(ToTokens(tokens)) : ToTokens(_projectIn.forward(tokens));
        var heard = context.On(height, width);
        foreach (var block in _blocks) tokens = block.forward(tokens, heard);
        var map = _linear ? ToMap(_projectOut.forward(tokens), height, width) : _projectOut.forward(ToMap(tokens, height, width));
        return map + hidden;
    }

    private static Tensor ToTokens(Tensor map) => map.flatten(2).transpose(1, 2);   // [b, h*w, c]

    private static Tensor ToMap(Tensor tokens, long height, long width) =>
        tokens.transpose(1, 2).unflatten(2, [height, width]);   // [b, c, h, w], channels last in memory
}
