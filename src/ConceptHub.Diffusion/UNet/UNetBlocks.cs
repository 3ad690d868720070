using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>One resolution on the way down: <c>DownBlock2D</c>, or <c>CrossAttnDownBlock2D</c> when it attends (diffusers unet_2d_blocks.py).</summary>
public sealed class DownBlock : nn.Module
{
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;
    [ComponentName(Name = "attentions")] private readonly ModuleList<Transformer2DModel>? _attentions;
    [ComponentName(Name = "downsamplers")] private readonly ModuleList<Downsample2D>? _downsamplers;

    public DownBlock(UNetConfig config, int index, int inputs) : base(nameof(DownBlock))
    {
        var outputs = config.BlockOutChannels[index];
        var layers = Enumerable.Range(0, config.LayersPerBlock).ToList();
        _resnets = new ModuleList<ResnetBlock2D>([.. layers.Select(i =>
            new ResnetBlock2D(i == 0 ? inputs : outputs, outputs, config.TimeChannels, config.NormNumGroups, config.NormEps, new ResnetOptions(config.HasTimeScaleShift)))]);
        _attentions = BlockTypes.Attends(config.DownBlockTypes[index])
            ? new ModuleList<Transformer2DModel>([.. layers.Select(_ =>
                new Transformer2DModel(config, outputs, index))])
            : null;
        _downsamplers = index < config.BlockOutChannels.Count - 1 ? new ModuleList<Downsample2D>(new Downsample2D(outputs, config.DownsamplePadding)) : null;
        RegisterComponents();
    }

    /// <summary>Returns the map for the next block and appends every map that the way up will see to <paramref name="skips"/>.</summary>
    public Tensor Forward(Tensor hidden, Tensor time, TextContext context, Stack<Tensor> skips)
    {
        for (var i = 0; i < _resnets.Count; i++)
        {
            hidden = _resnets[i].forward(hidden, time);
            if (_attentions is not null) hidden = _attentions[i].forward(hidden, context);
            skips.Push(hidden);
        }

        if (_downsamplers is null) return hidden;
        hidden = _downsamplers[0].forward(hidden);
        skips.Push(hidden);
        return hidden;
    }
}

/// <summary>The lowest resolution: resnet, transformer, resnet (<c>UNetMidBlock2DCrossAttn</c>), or one resnet (<c>UNetMidBlock2D</c> as the UNet builds it).</summary>
public sealed class MidBlock : nn.Module<Tensor, Tensor, TextContext, Tensor>
{
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;
    [ComponentName(Name = "attentions")] private readonly ModuleList<Transformer2DModel> _attentions;

    public MidBlock(UNetConfig config) : base(nameof(MidBlock))
    {
        var channels = config.BlockOutChannels[^1];
        var attends = config.MidBlockType == "UNetMidBlock2DCrossAttn";
        var options = new ResnetOptions(config.HasTimeScaleShift, config.MidBlockScaleFactor);
        _resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, attends ? 2 : 1).Select(_ =>
            new ResnetBlock2D(channels, channels, config.TimeChannels, config.NormNumGroups, config.NormEps, options))]);
        // What only_cross_attention says of the last block does not hold here.
        _attentions = new ModuleList<Transformer2DModel>(attends
            ? [new Transformer2DModel(config with { OnlyCrossAttention = null }, channels, config.BlockOutChannels.Count - 1)]
            : []);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor time, TextContext context)
    {
        hidden = _resnets[0].forward(hidden, time);
        return _attentions.Count == 0 ? hidden : _resnets[1].forward(_attentions[0].forward(hidden, context), time);
    }
}

/// <summary>One resolution on the way up: <c>UpBlock2D</c> or <c>CrossAttnUpBlock2D</c>; each layer takes one map from the way down.</summary>
public sealed class UpBlock : nn.Module
{
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;
    [ComponentName(Name = "attentions")] private readonly ModuleList<Transformer2DModel>? _attentions;
    [ComponentName(Name = "upsamplers")] private readonly ModuleList<Upsample2D>? _upsamplers;

    /// <param name="config">Shapes.</param>
    /// <param name="index">Counted on the way up: 0 is the lowest resolution.</param>
    public UpBlock(UNetConfig config, int index) : base(nameof(UpBlock))
    {
        var widths = config.BlockOutChannels.Reverse().ToList();
        var (outputs, below) = (widths[index], widths[Math.Max(0, index - 1)]);
        var above = widths[Math.Min(index + 1, widths.Count - 1)];
        var layers = Enumerable.Range(0, config.LayersPerBlock + 1).ToList();

        _resnets = new ModuleList<ResnetBlock2D>([.. layers.Select(i => new ResnetBlock2D(
            (i == 0 ? below : outputs) + (i == layers.Count - 1 ? above : outputs), outputs, config.TimeChannels, config.NormNumGroups, config.NormEps, new ResnetOptions(config.HasTimeScaleShift)))]);
        _attentions = BlockTypes.Attends(config.UpBlockTypes[index])
            ? new ModuleList<Transformer2DModel>([.. layers.Select(_ => new Transformer2DModel(config, outputs, widths.Count - 1 - index))])
            : null;
        _upsamplers = index < widths.Count - 1 ? new ModuleList<Upsample2D>(new Upsample2D(outputs)) : null;
        RegisterComponents();
    }

    public Tensor Forward(Tensor hidden, Tensor time, TextContext context, Stack<Tensor> skips)
    {
        for (var i = 0; i < _resnets.Count; i++)
        {
            hidden = _resnets[i].forward(cat([hidden, skips.Pop()], 1), time);
            if (_attentions is not null) hidden = _attentions[i].forward(hidden, context);
        }

        return _upsamplers is null ? hidden : _upsamplers[0].Forward(hidden, skips.Peek().shape[2], skips.Peek().shape[3]);
    }
}

/// <summary>diffusers' names for the kinds of block.</summary>
internal static class BlockTypes
{
    /// <exception cref="InvalidModelException">The type is not one of SD 1.x or 2.x.</exception>
    public static bool Attends(string type) => type switch
    {
        "CrossAttnDownBlock2D" or "CrossAttnUpBlock2D" => true,
        "DownBlock2D" or "UpBlock2D" => false,
        _ => throw new InvalidModelException($"unet/config.json: block type '{type}' is not supported."),
    };
}
