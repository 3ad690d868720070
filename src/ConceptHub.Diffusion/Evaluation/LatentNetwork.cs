using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>
/// Four convolutions and two linear layers over latents, [pictures, channels, h, w] to [pictures, outputs]. Judges read latents because
/// every picture is made of them: nothing that the decoder adds can help or hurt, and thousands are judged in a second.
/// </summary>
internal sealed class LatentNetwork : nn.Module<Tensor, Tensor>
{
    private const int Hidden = 256, Map = 2;
    private static readonly (int Outputs, int Stride)[] Shape = [(96, 1), (128, 2), (128, 1), (128, 2)];
    private readonly ModuleList<Conv2d> _convolutions;
    private readonly ModuleList<BatchNorm2d> _norms;
    private readonly Linear _hidden;
    private readonly Linear _out;

    public LatentNetwork(int channels, int outputs, Generator generator) : base(nameof(LatentNetwork))
    {
        int[] widths = [channels, .. Shape.Select(s => s.Outputs)];
        _convolutions = new ModuleList<Conv2d>([.. Shape.Select((s, i) => nn.Conv2d(widths[i], s.Outputs, 3, stride: s.Stride, padding: 1, bias: false))]);
        _norms = new ModuleList<BatchNorm2d>([.. Shape.Select(s => nn.BatchNorm2d(s.Outputs))]);
        _hidden = nn.Linear(widths[^1] * Map * Map, Hidden);
        _out = nn.Linear(Hidden, outputs);
        RegisterComponents();
        Initialize(generator);
    }

    public override Tensor forward(Tensor latents)
    {
        var map = latents;
        for (var i = 0; i < Shape.Length; i++) map = nn.functional.relu(_norms[i].forward(_convolutions[i].forward(map)));
        return _out.forward(nn.functional.relu(_hidden.forward(nn.functional.adaptive_avg_pool2d(map, [Map, Map]).flatten(1))));
    }

    // He et al. 2015 (arXiv:1502.01852), from a generator of its own.
    private void Initialize(Generator generator)
    {
        using var off = no_grad();
        foreach (var weight in parameters().Where(p => p.dim() > 1))
        {
            using var scope = NewDisposeScope();
            weight.copy_(randn(weight.shape, generator: generator) * MathF.Sqrt(2f * weight.shape[0] / weight.numel()));
        }
    }
}
