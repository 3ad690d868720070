using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The most fp32 arithmetic that this library gets out of this machine at one moment: with its threads, its clock and its neighbours.</summary>
/// <param name="MatrixGflops">Product of two 2048 × 2048 matrices.</param>
/// <param name="ConvolutionGflops">3 × 3 convolution of two maps of 320 channels and 64 × 64, the UNet's first resolution at 512 × 512.</param>
public sealed record MachinePeak(double MatrixGflops, double ConvolutionGflops)
{
    /// <summary>The larger of both: what a pass is compared with.</summary>
    public double Gflops => Math.Max(MatrixGflops, ConvolutionGflops);
}

/// <summary>Measures <see cref="MachinePeak"/>, in about a second, as often as asked: the clock of a machine changes within minutes.</summary>
public sealed class PeakMeter : IDisposable
{
    private const int Tries = 5, Edge = 2048, Channels = 320, Map = 64, Batch = 2;
    private readonly Tensor _left, _right, _map, _kernel;

    public PeakMeter(Device device)
    {
        using var scope = NewDisposeScope();
        _left = randn([Edge, Edge], device: device).MoveToOuterDisposeScope();
        _right = randn([Edge, Edge], device: device).MoveToOuterDisposeScope();
        _map = randn([Batch, Map, Map, Channels], device: device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
        _kernel = randn([Channels, Channels, 3, 3], device: device).MoveToOuterDisposeScope();
    }

    public MachinePeak Measure()
    {
        using var off = inference_mode();
        return new MachinePeak(
            Best(() => _left.mm(_right), 2.0 * Edge * Edge * Edge),
            Best(() => nn.functional.conv2d(_map, _kernel, padding: [1, 1]), 2.0 * Batch * Map * Map * Channels * Channels * 9));
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { _left, _right, _map, _kernel }) tensor.Dispose();
    }

    private static double Best(Func<Tensor> work, double flops)
    {
        PassMeasurement.Timed(work);   // the first call plans and allocates
        return flops / Enumerable.Range(0, Tries).Min(_ => PassMeasurement.Timed(work)) / 1e9;
    }
}
