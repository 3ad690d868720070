using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>Seven convolutions down to 4×4, then two linear layers; [pictures, 3, 64, 64] to [pictures, scores].</summary>
internal sealed class AttributeNetwork : nn.Module<Tensor, Tensor>
{
    private static readonly (int Inputs, int Outputs, int Stride)[] Shape =
        [(3, 32, 2), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 128, 1), (128, 192, 2)];

    private const int LastMap = 4 * 4 * 192, Hidden = 256;
    private readonly ModuleList<Conv2d> _convolutions;
    private readonly ModuleList<BatchNorm2d> _norms;
    private readonly Linear _hidden;
    private readonly Linear _scores;

    public AttributeNetwork(int scores) : base(nameof(AttributeNetwork))
    {
        _convolutions = new ModuleList<Conv2d>([.. Shape.Select(s => nn.Conv2d(s.Inputs, s.Outputs, 3, stride: s.Stride, padding: 1, bias: false))]);
        _norms = new ModuleList<BatchNorm2d>([.. Shape.Select(s => nn.BatchNorm2d(s.Outputs))]);
        _hidden = nn.Linear(LastMap, Hidden);
        _scores = nn.Linear(Hidden, scores);
        RegisterComponents();
    }

    /// <summary>He et al. 2015 (arXiv:1502.01852) for all weights, from a generator of its own.</summary>
    public void Initialize(Generator generator)
    {
        using var off = no_grad();
        foreach (var weight in parameters().Where(p => p.dim() > 1))
        {
            using var scope = NewDisposeScope();
            weight.copy_(randn(weight.shape, generator: generator) * MathF.Sqrt(2f * weight.shape[0] / weight.numel()));
        }
    }

    public override Tensor forward(Tensor input)
    {
        var map = input;
        for (var i = 0; i < Shape.Length; i++) map = nn.functional.relu(_norms[i].forward(_convolutions[i].forward(map)));
        return _scores.forward(nn.functional.relu(_hidden.forward(map.flatten(1))));
    }
}
