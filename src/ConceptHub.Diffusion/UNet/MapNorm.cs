using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.UNet;

/// <summary>Group normalization of maps (arXiv:1803.08494) with torch.nn.GroupNorm's parameters; begins as the identity.</summary>
/// <remarks>
/// Of small maps whose channels lie last, libtorch 2.10 looks at each group's few channels pixel by pixel: up to six times as long as
/// normalizing a copy whose pixels lie last and putting that back. TorchSharp 0.107 leaves the parameters of a new GroupNorm uninitialized.
/// </remarks>
public sealed class MapNorm : nn.Module<Tensor, Tensor>
{
    private const int SmallMap = 1024, FewChannels = 16;   // pixels; channels of a group. Above, libtorch's own way is the faster one (measured, 1 and 2 threads)

    private readonly long _groups;
    private readonly double _eps;
    [ComponentName(Name = "weight")] private readonly Parameter _weight;   // [channels]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;       // [channels]

    /// <param name="channels">A multiple of <paramref name="groups"/>.</param>
    public MapNorm(long groups, long channels, double eps) : base(nameof(MapNorm))
    {
        (_groups, _eps) = (groups, eps);
        _weight = new Parameter(ones(channels));
        _bias = new Parameter(zeros(channels));
        RegisterComponents();
    }

    /// <summary>[batch, channels, height, width], in any order in memory, to the same.</summary>
    public override Tensor forward(Tensor map)
    {
        var shape = map.shape;
        var isSlow = shape[2] * shape[3] < SmallMap && shape[1] / _groups < FewChannels && !map.is_contiguous();
        return isSlow ? Normed(map.contiguous()).ChannelsLast() : Normed(map);
    }

    private Tensor Normed(Tensor map) => nn.functional.group_norm(map, _groups, _weight, _bias, _eps);
}
