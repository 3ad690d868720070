using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>A way to make one weight change of several concepts' changes, layer by layer.</summary>
public abstract class MergeRule
{
    /// <summary>Whether one concept can be taken out by subtracting what it added; else the others are merged anew.</summary>
    public virtual bool IsSum => false;

    /// <summary>The change of every layer of the plan, [outputs, inputs] float32 on the CPU, in the caller's scope; null where nobody changes anything.</summary>
    public IReadOnlyList<Tensor?> Changes(BlockPlan plan, IReadOnlyList<ConceptChange> concepts)
    {
        using var off = no_grad();
        return [.. plan.Layers.Select((layer, i) => Change(layer, i, concepts))];
    }

    /// <summary>One layer's common change.</summary>
    /// <param name="layer">Index in the plan.</param>
    /// <param name="deltas">Each concept's change [outputs, inputs], in the order of the concepts; zeros where one leaves the layer alone.</param>
    /// <returns>[outputs, inputs], in the caller's scope.</returns>
    protected abstract Tensor Fuse(int layer, IReadOnlyList<Tensor> deltas);

    private Tensor? Change(AdaptedLayer layer, int index, IReadOnlyList<ConceptChange> concepts)
    {
        if (!concepts.Any(c => c.Layers.ContainsKey(layer.Name))) return null;
        using var scope = NewDisposeScope();
        var deltas = concepts.Select(c => c.Layers.TryGetValue(layer.Name, out var change) ? change.Delta(layer.Outputs) : zeros([layer.Outputs, layer.Inputs])).ToList();
        return Fuse(index, deltas).MoveToOuterDisposeScope();
    }
}
