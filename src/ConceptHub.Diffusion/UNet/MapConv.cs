using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>
/// Convolutions of maps, their kernels channels last in memory as the maps are. oneDNN puts a kernel into its own order at every pass; from
/// this one it takes less time, which of small maps is most of the work. Large kernels stay as files have them: nothing was gained there, and
/// models took longer to load (both measured: docs/performance.md).
/// </summary>
internal static class MapConv
{
    private const long LargeKernel = 1 << 20;   // numbers

    /// <summary>A square kernel; else as nn.Conv2d.</summary>
    public static Conv2d Of(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();   // what made the plain kernel would keep it
        var convolution = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias);
        var isLarge = inputs * outputs * kernel * kernel > LargeKernel;
        if (kernel > 1 && !isLarge) convolution.weight = new Parameter(convolution.weight!.ChannelsLast());   // of one pixel both orders are the same
        foreach (var parameter in convolution.parameters()) parameter.DetachFromDisposeScope();
        return convolution;
    }
}

internal static class MapOrder
{
    /// <summary>Same axes, another order in memory: convolutions skip their reordering, and tokens become a view of the map.</summary>
    public static Tensor ChannelsLast(this Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
