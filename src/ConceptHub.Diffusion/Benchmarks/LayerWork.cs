using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.UNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>What a layer's time is counted as.</summary>
public enum WorkKind
{
    /// <summary>Convolutions with their bias.</summary>
    Convolution,

    /// <summary>Attention with its four projections.</summary>
    Attention,

    /// <summary>All other matrix products: feed-forward layers, projections, time embedding.</summary>
    Linear,
}

/// <summary>One layer of one pass.</summary>
/// <param name="Name">As in the checkpoint.</param>
/// <param name="Flops">Multiplications and additions of one pass, from the shapes; norms, activations and softmax not counted.</param>
/// <param name="Input">Makes an input of the pass's shape, with other values.</param>
/// <param name="Run">The layer itself on such an input, which it leaves alone.</param>
public sealed record LayerWork(string Name, WorkKind Kind, double Flops, Func<Tensor> Input, Func<Tensor, Tensor> Run);

/// <summary>Finds the layers that do the arithmetic of a pass, by type, with the shapes that they get.</summary>
/// <param name="batch">Maps that go through together.</param>
/// <param name="device">Where the network is.</param>
internal sealed class LayerWorks(long batch, Device device)
{
    public LayerWork Of(string name, Conv2d layer, MapSize input, int stride)
    {
        var weight = layer.weight.shape;   // [outputs, inputs / groups, kernel, kernel]
        var places = (double)batch * (input.Height / stride) * (input.Width / stride);
        return new LayerWork(name, WorkKind.Convolution, 2 * places * weight.Aggregate(1L, (a, b) => a * b), () => Map(weight[1], input), layer.forward);
    }

    public LayerWork Of(string name, Attention layer, MapSize map, Tensor? context)
    {
        var projections = layer.named_parameters().Where(p => p.parameter.dim() == 2).ToDictionary(p => p.name, p => p.parameter.shape);
        var channels = projections["to_q.weight"][0];
        var (tokens, words) = (map.Places, context?.shape[1] ?? map.Places);
        var products = Product(projections["to_q.weight"], tokens) + Product(projections["to_out.0.weight"], tokens)
            + Product(projections["to_k.weight"], words) + Product(projections["to_v.weight"], words);
        return new LayerWork(name, WorkKind.Attention, products + Mixing(tokens, words, channels),
            () => randn([batch, tokens, channels], device: device), x => layer.forward(x, context, null));
    }

    public LayerWork Of(string name, KLAttention layer, MapSize map, long channels) =>
        new(name, WorkKind.Attention, 4 * Product([channels, channels], map.Places) + Mixing(map.Places, map.Places, channels), () => Map(channels, map), layer.forward);

    public LayerWork Of(string name, nn.Module<Tensor, Tensor> layer, long[] weight, long rows) =>
        new(name, WorkKind.Linear, Product(weight, rows), () => randn([batch, rows, weight[1]], device: device), layer.forward);

    /// <summary>Queries times keys, then shares times values.</summary>
    private double Mixing(long tokens, long words, long channels) => 4.0 * batch * tokens * words * channels;

    private double Product(long[] weight, long rows) => 2.0 * batch * rows * weight[0] * weight[1];

    /// <summary>[batch, channels, h, w], channels last in memory, as the networks keep their maps.</summary>
    private Tensor Map(long channels, MapSize size) => randn([batch, size.Height, size.Width, channels], device: device).permute(0, 3, 1, 2);
}

/// <summary>A feature map's edges.</summary>
internal readonly record struct MapSize(long Height, long Width)
{
    public long Places => Height * Width;

    /// <summary>Halved, rounding up, as strided convolutions do.</summary>
    public MapSize Halved(int times) => times <= 0 ? this : new MapSize((Height + 1) / 2, (Width + 1) / 2).Halved(times - 1);

    public MapSize Doubled(int times) => new(Height << times, Width << times);
}
