using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>
/// Convolutions of maps, their kernels channels last in memory as the maps are. oneDNN puts a kernel into its own order at every pass; from
/// this one it takes less time, which of small maps is most of the work (measured: docs/performance.md).
/// </summary>
internal static class MapConv
{
    /// <summary>A square kernel; else as nn.Conv2d.</summary>
    public static Conv2d Of(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
    {
        var convolution = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias);
        if (kernel == 1) return convolution;   // both orders are the same
        using var plain = convolution.weight!;
        using (no_grad()) convolution.weight = new Parameter(plain.ChannelsLast());
        return convolution;
    }
}

internal static class MapOrder
{
    /// <summary>Same axes, another order in memory: convolutions skip their reordering, and tokens become a view of the map.</summary>
    public static Tensor ChannelsLast(this Tensor map) => map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
