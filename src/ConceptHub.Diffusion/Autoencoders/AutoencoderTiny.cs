using ConceptHub.Diffusion.UNet;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>Three convolutions around a skip (diffusers vae.py, AutoencoderTinyBlock with equal widths).</summary>
public sealed class AutoencoderTinyBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly ModuleList<nn.Module<Tensor, Tensor>> _conv;

    public AutoencoderTinyBlock(int channels) : base(nameof(AutoencoderTinyBlock))
    {
        _conv = new ModuleList<nn.Module<Tensor, Tensor>>(
            MapConv.Of(channels, channels, 3, padding: 1), nn.ReLU(inplace: true),
            MapConv.Of(channels, channels, 3, padding: 1), nn.ReLU(inplace: true),
            MapConv.Of(channels, channels, 3, padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var inner = input;
        foreach (var layer in _conv) inner = layer.forward(inner);
        return nn.functional.relu(inner.add_(input), inplace: true);
    }
}

/// <summary>A list of layers run in order, registered under <c>layers</c> as diffusers does.</summary>
public sealed class LayerStack : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")] private readonly ModuleList<nn.Module<Tensor, Tensor>> _layers;

    public LayerStack(IEnumerable<nn.Module<Tensor, Tensor>> layers) : base(nameof(LayerStack))
    {
        _layers = new ModuleList<nn.Module<Tensor, Tensor>>([.. layers]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        foreach (var layer in _layers) input = layer.forward(input);
        return input;
    }
}

/// <summary>
/// A small autoencoder without a variational posterior (diffusers autoencoder_tiny.py, after madebyollin/taesd).
/// Each stage but the first halves the picture, so five stages make latents of 1/16 of the edge.
/// </summary>
public sealed class AutoencoderTiny : nn.Module, IAutoencoder
{
    private const float LatentMagnitude = 3;   // DecoderTiny: tanh(x / 3) * 3
    [ComponentName(Name = "encoder")] private readonly LayerStack _encoder;
    [ComponentName(Name = "decoder")] private readonly LayerStack _decoder;

    public AutoencoderTiny(AutoencoderTinyConfig config) : base(nameof(AutoencoderTiny))
    {
        Config = config;
        _encoder = new LayerStack(EncoderLayers(config));
        _decoder = new LayerStack(DecoderLayers(config));
        RegisterComponents();
    }

    public AutoencoderTinyConfig Config { get; }

    /// <summary>
    /// Weights for a training from scratch: without norm layers, PyTorch's default shrinks the signal by 1.7 per convolution.
    /// Stage convolutions keep its variance, residual branches start small.
    /// </summary>
    public void Initialize(Generator generator)
    {
        using var off = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 1) parameter.zero_();
            else parameter.copy_(randn(parameter.shape, generator: generator) * Deviation(name, parameter));
        }
    }

    private static double Deviation(string name, Tensor kernel)
    {
        var fanIn = kernel.shape[1] * kernel.shape[2] * kernel.shape[3];
        var gain = name.EndsWith(".conv.4.weight", StringComparison.Ordinal) ? 0.3 : name.Contains(".conv.", StringComparison.Ordinal) ? Math.Sqrt(2) : 1;
        return gain / Math.Sqrt(fanIn);
    }

    public int LatentChannels => Config.LatentChannels;

    public int Factor => 1 << (Config.EncoderBlocks.Count - 1);

    /// <inheritdoc/>
    public Tensor Encode(Tensor image) =>
        (_encoder.forward(image.add(1).div(2)) - Config.ShiftFactor) * Config.ScalingFactor;   // TAESD works on [0, 1]

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        var bounded = (latents / Config.ScalingFactor + Config.ShiftFactor).div(LatentMagnitude).tanh() * LatentMagnitude;
        return _decoder.forward(bounded).mul(2).sub(1);
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> EncoderLayers(AutoencoderTinyConfig config)
    {
        var width = config.Channels;
        for (var i = 0; i < config.EncoderBlocks.Count; i++)
        {
            yield return i == 0 ? MapConv.Of(3, width, 3, padding: 1) : MapConv.Of(width, width, 3, stride: 2, padding: 1, bias: false);
            for (var block = 0; block < config.EncoderBlocks[i]; block++) yield return new AutoencoderTinyBlock(width);
        }

        yield return MapConv.Of(width, config.LatentChannels, 3, padding: 1);
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> DecoderLayers(AutoencoderTinyConfig config)
    {
        var width = config.Channels;
        yield return MapConv.Of(config.LatentChannels, width, 3, padding: 1);
        yield return nn.ReLU(inplace: true);
        for (var i = 0; i < config.DecoderBlocks.Count; i++)
        {
            var last = i == config.DecoderBlocks.Count - 1;
            for (var block = 0; block < config.DecoderBlocks[i]; block++) yield return new AutoencoderTinyBlock(width);
            if (!last) yield return nn.Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest);
            yield return MapConv.Of(width, last ? 3 : width, 3, padding: 1, bias: last);
        }
    }
}
