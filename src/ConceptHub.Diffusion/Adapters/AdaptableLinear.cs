using ConceptHub.Diffusion.Devices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// A linear layer that a concept may change: <c>y = x Wᵀ + b</c>, and while <see cref="Branch"/> is set, the rows of its
/// block get <c>B (A x)</c> on top (SCIENCE.md 2.2, unmerged). Merged concepts are in <see cref="Weight"/> itself.
/// </summary>
public sealed class AdaptableLinear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;   // [outputs, inputs]
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;      // [outputs]

    /// <summary>Kaiming-uniform weights, as torch.nn.Linear.</summary>
    public AdaptableLinear(int inputs, int outputs, bool bias) : base(nameof(AdaptableLinear))
    {
        (Inputs, Outputs) = (inputs, outputs);
        var bound = 1 / MathF.Sqrt(inputs);
        _weight = new Parameter(empty(outputs, inputs).uniform_(-bound, bound));
        _bias = bias ? new Parameter(empty(outputs).uniform_(-bound, bound)) : null;
        RegisterComponents();
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>[outputs, inputs], float32.</summary>
    public Parameter Weight => _weight;

    /// <summary>[outputs], or null.</summary>
    public Parameter? Bias => _bias;

    /// <summary>The concept in training, or null. Not owned.</summary>
    public ILayerBranch? Branch { get; set; }

    /// <summary>A stand-in for another concept of a merge, or null.</summary>
    internal NeighbourBranch? Neighbour { get; set; }

    /// <summary>For each part of a pass (<see cref="Pipelines.PassTeam"/>) what stands in the place of <see cref="Weight"/>; empty where nothing does.</summary>
    internal IReadOnlyList<ApartWeights> Apart { get; set; } = [];

    /// <summary>Sees every input [..., inputs] while it is set, for measuring what a layer is fed; must not keep the tensor.</summary>
    public Action<Tensor>? Observer { get; set; }

    /// <summary>x [..., inputs] to [..., outputs].</summary>
    public override Tensor forward(Tensor input)
    {
        Observer?.Invoke(input);
        var apart = Apart.Count == 0 ? ApartWeights.None : Apart[Pipelines.PassTeam.Part];
        var output = LinearProduct.Of(input, _weight, _bias);
        apart.Stack?.Write(output, input);
        foreach (var rows in apart.Rows) rows.Write(output, input, _bias);
        if (Neighbour is { } neighbour) output = neighbour.AddTo(output, input);
        return Branch is { } branch ? branch.AddTo(output, input) : output;
    }
}
