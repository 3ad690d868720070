using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Weights;

/// <summary>Normalization layers that begin as the identity.</summary>
internal static class Norms
{
    /// <summary>
    /// TorchSharp 0.107 leaves weight and bias of a new GroupNorm uninitialized: whatever lay in that memory, often zeros or
    /// NaN. Loaded models do not notice; one trained from scratch does.
    /// </summary>
    public static GroupNorm Group(long groups, long channels, double eps)
    {
        var norm = nn.GroupNorm(groups, channels, eps: eps);
        nn.init.ones_(norm.weight!);
        nn.init.zeros_(norm.bias!);
        return norm;
    }
}
