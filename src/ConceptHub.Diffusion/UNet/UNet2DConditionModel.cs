using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>Two linear layers over the sinusoidal timestep (diffusers embeddings.py, TimestepEmbedding).</summary>
public sealed class TimestepEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "linear_1")] private readonly Linear _first;
    [ComponentName(Name = "linear_2")] private readonly Linear _second;

    public TimestepEmbedding(int inputs, int outputs) : base(nameof(TimestepEmbedding))
    {
        _first = nn.Linear(inputs, outputs);
        _second = nn.Linear(outputs, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _second.forward(nn.functional.silu(_first.forward(input)));
}

/// <summary>The denoiser of Stable Diffusion 1.x and 2.x, with diffusers' parameter names (unet_2d_condition.py 0.31).</summary>
public sealed class UNet2DConditionModel : nn.Module<Tensor, Tensor, TextContext, Tensor>
{
    [ComponentName(Name = "conv_in")] private readonly Conv2d _convIn;
    [ComponentName(Name = "time_embedding")] private readonly TimestepEmbedding _time;
    [ComponentName(Name = "down_blocks")] private readonly ModuleList<DownBlock> _down;
    [ComponentName(Name = "mid_block")] private readonly MidBlock? _mid;
    [ComponentName(Name = "up_blocks")] private readonly ModuleList<UpBlock> _up;
    [ComponentName(Name = "conv_norm_out")] private readonly MapNorm _normOut;
    [ComponentName(Name = "conv_out")] private readonly Conv2d _convOut;

    /// <summary>Random weights, as PyTorch initialises each layer.</summary>
    public UNet2DConditionModel(UNetConfig config) : base(nameof(UNet2DConditionModel))
    {
        Config = config;
        var widths = config.BlockOutChannels;
        _convIn = MapConv.Of(config.InChannels, widths[0], config.ConvInKernel, padding: (config.ConvInKernel - 1) / 2);
        _time = new TimestepEmbedding(widths[0], config.TimeChannels);
        _down = new ModuleList<DownBlock>([.. widths.Select((_, i) => new DownBlock(config, i, widths[Math.Max(0, i - 1)]))]);
        _mid = config.MidBlockType is null ? null : new MidBlock(config);
        _up = new ModuleList<UpBlock>([.. widths.Select((_, i) => new UpBlock(config, i))]);
        _normOut = new MapNorm(config.NormNumGroups, widths[0], config.NormEps);
        _convOut = MapConv.Of(widths[0], config.OutChannels, config.ConvOutKernel, padding: (config.ConvOutKernel - 1) / 2);
        RegisterComponents();
        AdaptableLayers = [.. InForwardOrder<AdaptableLinear>()];
        foreach (var (site, block) in InForwardOrder<BasicTransformerBlock>().Index()) block.Module.Site = site;
    }

    public UNetConfig Config { get; }

    /// <summary>Every layer a concept may change, by its checkpoint name, in the order the blocks run (SCIENCE.md 3.2).</summary>
    public IReadOnlyList<(string Name, AdaptableLinear Layer)> AdaptableLayers { get; }

    // Whatever order modules are registered in, the blocks run down, middle, up.
    private IEnumerable<(string Name, T Module)> InForwardOrder<T>() where T : nn.Module
    {
        var found = named_modules().Where(m => m.module is T).Select(m => (m.name, (T)m.module)).ToList();
        return new[] { "down_blocks.", "mid_block.", "up_blocks." }.SelectMany(part => found.Where(f => f.name.StartsWith(part, StringComparison.Ordinal)));
    }

    /// <summary>Predicts noise, velocity or sample, as the scheduler's config says.</summary>
    /// <param name="sample">Noisy latents [batch, inChannels, height, width]; any height and width.</param>
    /// <param name="timestep">[batch], float; fractional where the scheduler's are.</param>
    /// <param name="context">Text features, crossAttentionDim channels.</param>
    /// <returns>[batch, outChannels, height, width].</returns>
    public override Tensor forward(Tensor sample, Tensor timestep, TextContext context)
    {
        var time = _time.forward(Sinusoid(timestep, Config.BlockOutChannels[0]));
        var hidden = _convIn.forward((Config.CenterInputSample ? 2 * sample - 1 : sample).ChannelsLast());
        var skips = new Stack<Tensor>([hidden]);
        foreach (var block in _down) hidden = block.Forward(hidden, time, context, skips);
        if (_mid is not null) hidden = _mid.forward(hidden, time, context);
        foreach (var block in _up) hidden = block.Forward(hidden, time, context, skips);
        return _convOut.forward(nn.functional.silu(_normOut.forward(hidden)));
    }

    /// <summary>[batch] to [batch, width]: diffusers get_timestep_embedding with max period 10000.</summary>
    private Tensor Sinusoid(Tensor timestep, int width)
    {
        var half = width / 2;
        var exponent = arange(half, float32, timestep.device) * (-MathF.Log(10000) / (half - Config.FreqShift));
        var angle = timestep.to(float32).unsqueeze(1) * exponent.exp().unsqueeze(0);   // [b, half]
        var pair = Config.FlipSinToCos ? cat([angle.cos(), angle.sin()], 1) : cat([angle.sin(), angle.cos()], 1);
        return width % 2 == 0 ? pair : nn.functional.pad(pair, [0, 1]);
    }
}
