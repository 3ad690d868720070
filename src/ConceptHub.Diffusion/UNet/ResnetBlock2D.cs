using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>How a resnet differs from the usual one.</summary>
/// <param name="HasTimeScaleShift">Time scales and shifts the second norm (diffusers' <c>scale_shift</c>) instead of being added before it.</param>
/// <param name="OutputScale">The sum of input and inner path is divided by this.</param>
public sealed record ResnetOptions(bool HasTimeScaleShift = false, float OutputScale = 1);

/// <summary>Two normalised convolutions around the time embedding, added to the input (diffusers 0.31, resnet.py).</summary>
public sealed class ResnetBlock2D : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly ResnetOptions _options;
    [ComponentName(Name = "norm1")] private readonly MapNorm _normIn;
    [ComponentName(Name = "conv1")] private readonly Conv2d _convIn;
    [ComponentName(Name = "time_emb_proj")] private readonly Linear? _time;
    [ComponentName(Name = "norm2")] private readonly MapNorm _normOut;
    [ComponentName(Name = "conv2")] private readonly Conv2d _convOut;
    [ComponentName(Name = "conv_shortcut")] private readonly Conv2d? _shortcut;

    /// <param name="timeChannels">Width of the time embedding; null for autoencoders, which have none.</param>
    public ResnetBlock2D(int inputs, int outputs, int? timeChannels, int groups, float eps, ResnetOptions? options = null) : base(nameof(ResnetBlock2D))
    {
        _options = options ?? new ResnetOptions();
        _normIn = new MapNorm(groups, inputs, eps);
        _convIn = MapConv.Of(inputs, outputs, 3, padding: 1);
        _time = timeChannels is { } width ? nn.Linear(width, _options.HasTimeScaleShift ? 2 * outputs : outputs) : null;
        _normOut = new MapNorm(groups, outputs, eps);
        _convOut = MapConv.Of(outputs, outputs, 3, padding: 1);
        _shortcut = inputs == outputs ? null : MapConv.Of(inputs, outputs, 1);
        RegisterComponents();
    }

    /// <summary>hidden [batch, inputs, h, w], time [batch, timeChannels] or null; returns [batch, outputs, h, w].</summary>
    public override Tensor forward(Tensor hidden, Tensor? time)
    {
        var inner = _convIn.forward(nn.functional.silu(_normIn.forward(hidden)));
        inner = _convOut.forward(nn.functional.silu(Normed(inner, time)));
        var sum = (_shortcut?.forward(hidden) ?? hidden) + inner;
        return _options.OutputScale == 1 ? sum : sum / _options.OutputScale;
    }

    private Tensor Normed(Tensor inner, Tensor? time)
    {
        if (_time is null || time is null) return _normOut.forward(inner);
        var told = _time.forward(nn.functional.silu(time)).unsqueeze(-1).unsqueeze(-1);   // [b, outputs or 2 * outputs, 1, 1]
        if (!_options.HasTimeScaleShift) return _normOut.forward(inner + told);
        var halves = told.chunk(2, 1);   // scale and shift, each [b, outputs, 1, 1]
        return _normOut.forward(inner) * (1 + halves[0]) + halves[1];
    }
}

/// <summary>Halves a feature map with a strided convolution.</summary>
public sealed class Downsample2D : nn.Module<Tensor, Tensor>
{
    private readonly bool _padAfter;
    [ComponentName(Name = "conv")] private readonly Conv2d _conv;

    /// <param name="padding">On all sides; 0 pads one pixel right and below only, as AutoencoderKL does.</param>
    public Downsample2D(int channels, int padding) : base(nameof(Downsample2D))
    {
        _padAfter = padding == 0;
        _conv = MapConv.Of(channels, channels, 3, stride: 2, padding: padding);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        _conv.forward(_padAfter ? nn.functional.pad(input, [0, 1, 0, 1]) : input);
}

/// <summary>Doubles a feature map (nearest) and smooths it with a convolution.</summary>
public sealed class Upsample2D : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly Conv2d _conv;

    public Upsample2D(int channels) : base(nameof(Upsample2D))
    {
        _conv = MapConv.Of(channels, channels, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        Forward(input, 2 * input.shape[2], 2 * input.shape[3]);

    /// <summary>To a given size, as diffusers' <c>upsample_size</c>: a map with an odd edge was halved rounding up, so doubling is one too many.</summary>
    public Tensor Forward(Tensor input, long height, long width) =>
        _conv.forward(nn.functional.interpolate(input, [height, width], mode: InterpolationMode.Nearest));
}
