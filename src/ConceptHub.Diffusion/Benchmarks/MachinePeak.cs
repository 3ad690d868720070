using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Benchmarks;

/// <summary>The most fp32 arithmetic that this library gets out of this machine, measured now: with its threads, its clock and its neighbours.</summary>
/// <param name="MatrixGflops">Product of two 2048 × 2048 matrices.</param>
/// <param name="ConvolutionGflops">3 × 3 convolution of two maps of 320 channels and 64 × 64, the UNet's first resolution at 512 × 512.</param>
public sealed record MachinePeak(double MatrixGflops, double ConvolutionGflops)
{
    private const int Tries = 5, Edge = 2048, Channels = 320, Map = 64, Batch = 2;

    /// <summary>The larger of both: what a pass is compared with.</summary>
    public double Gflops => Math.Max(MatrixGflops, ConvolutionGflops);

    public static MachinePeak Measure(Device device)
    {
        using var off = inference_mode();
        using var scope = NewDisposeScope();
        var (left, right) = (randn([Edge, Edge], device: device), randn([Edge, Edge], device: device));
        var map = randn([Batch, Map, Map, Channels], device: device).permute(0, 3, 1, 2);
        var kernel = randn([Channels, Channels, 3, 3], device: device).contiguous();
        return new MachinePeak(
            Best(() => left.mm(right), 2.0 * Edge * Edge * Edge),
            Best(() => nn.functional.conv2d(map, kernel, padding: [1, 1]), 2.0 * Batch * Map * Map * Channels * Channels * 9));
    }

    private static double Best(Func<Tensor> work, double flops)
    {
        PassMeasurement.Timed(work);   // the first call plans and allocates
        return flops / Enumerable.Range(0, Tries).Min(_ => PassMeasurement.Timed(work)) / 1e9;
    }
}
