using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>Runs layers one after the other and frees what lies between: at full resolution one feature map takes hundreds of megabytes.</summary>
internal static class KLChain
{
    public const float Eps = 1e-6f;   // of every norm in the autoencoder; the UNet's resnets have 1e-5

    public static Tensor Through(Tensor input, params IEnumerable<Func<Tensor, Tensor>> layers)
    {
        var hidden = input.alias();
        foreach (var layer in layers)
        {
            using var scope = NewDisposeScope();
            var next = layer(hidden);
            hidden.Dispose();
            hidden = next.MoveToOuterDisposeScope();
        }

        return hidden;
    }

    public static Func<Tensor, Tensor> Of(ResnetBlock2D block) => x => block.forward(x, null);

    public static ResnetBlock2D Resnet(AutoencoderKLConfig config, int inputs, int outputs) =>
        new(inputs, outputs, timeChannels: null, config.NormNumGroups, Eps);
}

/// <summary>Self-attention over all pixels, one head as wide as the feature map.</summary>
internal sealed class KLAttention : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "group_norm")] private readonly MapNorm _norm;
    [ComponentName(Name = "to_q")] private readonly Linear _query;
    [ComponentName(Name = "to_k")] private readonly Linear _key;
    [ComponentName(Name = "to_v")] private readonly Linear _value;
    [ComponentName(Name = "to_out")] private readonly ModuleList<Linear> _out;

    public KLAttention(int channels, int groups) : base(nameof(KLAttention))
    {
        _norm = new MapNorm(groups, channels, KLChain.Eps);
        _query = nn.Linear(channels, channels);
        _key = nn.Linear(channels, channels);
        _value = nn.Linear(channels, channels);
        _out = new ModuleList<Linear>(nn.Linear(channels, channels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var pixels = _norm.forward(input).flatten(2).transpose(1, 2).unsqueeze(1);   // [b, 1, h*w, channels]
        var mixed = nn.functional.scaled_dot_product_attention(_query.forward(pixels), _key.forward(pixels), _value.forward(pixels));
        return input + _out[0].forward(mixed).squeeze(1).transpose(1, 2).reshape(input.shape);   // [b, channels, h, w]
    }
}

internal sealed class KLMidBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "attentions")] private readonly ModuleList<KLAttention> _attentions;
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;

    public KLMidBlock(AutoencoderKLConfig config) : base(nameof(KLMidBlock))
    {
        var width = config.BlockOutChannels[^1];
        _attentions = new ModuleList<KLAttention>(config.MidBlockAddAttention ? [new KLAttention(width, config.NormNumGroups)] : []);
        _resnets = new ModuleList<ResnetBlock2D>(KLChain.Resnet(config, width, width), KLChain.Resnet(config, width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => KLChain.Through(input,
        [KLChain.Of(_resnets[0]), .. _attentions.Select(a => (Func<Tensor, Tensor>)a.forward), KLChain.Of(_resnets[1])]);
}

/// <summary>Some resnets, then half the resolution unless it is the last block.</summary>
internal sealed class KLDownBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;
    [ComponentName(Name = "downsamplers")] private readonly ModuleList<Downsample2D> _downsamplers;

    public KLDownBlock(AutoencoderKLConfig config, int inputs, int outputs, bool isLast) : base(nameof(KLDownBlock))
    {
        _resnets = new ModuleList<ResnetBlock2D>(
            [.. Enumerable.Range(0, config.LayersPerBlock).Select(i => KLChain.Resnet(config, i == 0 ? inputs : outputs, outputs))]);
        _downsamplers = new ModuleList<Downsample2D>(isLast ? [] : [new Downsample2D(outputs, padding: 0)]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        KLChain.Through(input, [.. _resnets.Select(KLChain.Of), .. _downsamplers.Select(d => (Func<Tensor, Tensor>)d.forward)]);
}

/// <summary>One resnet more than a down block, then twice the resolution unless it is the last block.</summary>
internal sealed class KLUpBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "resnets")] private readonly ModuleList<ResnetBlock2D> _resnets;
    [ComponentName(Name = "upsamplers")] private readonly ModuleList<Upsample2D> _upsamplers;

    public KLUpBlock(AutoencoderKLConfig config, int inputs, int outputs, bool isLast) : base(nameof(KLUpBlock))
    {
        _resnets = new ModuleList<ResnetBlock2D>(
            [.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(i => KLChain.Resnet(config, i == 0 ? inputs : outputs, outputs))]);
        _upsamplers = new ModuleList<Upsample2D>(isLast ? [] : [new Upsample2D(outputs)]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        KLChain.Through(input, [.. _resnets.Select(KLChain.Of), .. _upsamplers.Select(u => (Func<Tensor, Tensor>)u.forward)]);
}
