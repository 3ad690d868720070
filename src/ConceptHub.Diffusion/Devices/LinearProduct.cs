using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Devices;

/// <summary>
/// <c>y = x Wᵀ + b</c> by whichever of libtorch's two libraries is the faster one here. Linear layers go to MKL, which takes AVX2 code on AMD's
/// processors even where they have AVX-512; convolutions go to oneDNN, which takes what there is. There a product of some size is
/// computed as the convolution of one pixel that it is, in half of the time (measured: docs/performance.md).
/// </summary>
internal static class LinearProduct
{
    // libtorch gives convolutions of one pixel to oneDNN when it has several threads or so many samples; below a size, calling it costs more than it saves.
    private const long Samples = 16, FewMultiplications = 4_000_000;

    private static readonly bool IsFasterAsConvolution = Avx512F.IsSupported && X86Base.CpuId(0, 0) is { Ebx: 0x68747541, Edx: 0x69746e65, Ecx: 0x444d4163 };   // AuthenticAMD

    /// <param name="input">[..., inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <returns>[..., outputs].</returns>
    public static Tensor Of(Tensor input, Tensor weight, Tensor? bias)
    {
        if (!IsFasterAsConvolution) return nn.functional.linear(input, weight, bias);
        var (shape, outputs) = (input.shape, weight.shape[0]);
        var (inputs, rows) = (shape[^1], shape[..^1].Aggregate(1L, (all, edge) => all * edge));
        var isWorthIt = rows % Samples == 0 && rows * inputs * outputs >= FewMultiplications && input.device_type == TorchSharp.DeviceType.CPU && weight.dtype == ScalarType.Float32;
        if (!isWorthIt) return nn.functional.linear(input, weight, bias);
        var pixels = input.reshape(Samples, rows / Samples, 1, inputs).permute(0, 3, 1, 2);   // [16, inputs, rows / 16, 1], channels last in memory
        return nn.functional.conv2d(pixels, weight.view(outputs, inputs, 1, 1), bias).permute(0, 2, 3, 1).reshape([.. shape[..^1], outputs]);
    }
}
