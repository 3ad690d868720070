using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>
/// A linear layer that a concept may change: <c>y = x Wᵀ + b</c>, and while a <see cref="BlockBranch"/> is set, the rows of its
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

    /// <summary>What sits beside the weight while something is trained or recorded, or null. Not owned.</summary>
    public ILayerBranch? Branch { get; set; }

    /// <summary>x [..., inputs] to [..., outputs].</summary>
    public override Tensor forward(Tensor input)
    {
        var output = nn.functional.linear(input, _weight, _bias);
        return Branch is { } branch ? branch.AddTo(output, input) : output;
    }
}

/// <summary>What an <see cref="AdaptableLinear"/> asks beside its weight.</summary>
public interface ILayerBranch
{
    /// <summary>The layer's output [batch, ..., outputs], with what the branch adds; <paramref name="input"/> is [batch, ..., inputs].</summary>
    Tensor AddTo(Tensor output, Tensor input);
}
