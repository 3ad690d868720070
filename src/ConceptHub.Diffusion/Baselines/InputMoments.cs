using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Baselines;

/// <summary>Second moments of what each adaptable layer is fed: mean of x xᵀ over all inputs seen, [inputs, inputs] float32 on the CPU.</summary>
public sealed class InputMoments : IDisposable
{
    private readonly Tensor?[] _moments;   // by layer of the plan
    private int _included;

    internal InputMoments(Tensor?[] moments) => _moments = moments;

    /// <exception cref="InvalidOperationException">The layer was left out.</exception>
    public Tensor this[int layer] => _moments[layer] ?? throw new InvalidOperationException($"Layer {layer} was too wide to be watched.");

    /// <summary>Whether the layer was watched.</summary>
    public bool Has(int layer) => _moments[layer] is not null;

    /// <summary>Runs <paramref name="pass"/> and takes the moments of all inputs on the way.</summary>
    /// <param name="pass">Runs the UNet, with whatever is merged, without gradients.</param>
    /// <param name="text">[tokens, text width]: what layers that read text are taken to be fed instead of all words; null takes what they see.</param>
    /// <param name="largestInputs">Wider layers are left out.</param>
    public static InputMoments Of(StableDiffusionModel model, Action pass, Tensor? text = null, int largestInputs = int.MaxValue)
    {
        using var off = no_grad();
        var layers = model.UNet.AdaptableLayers;
        var sums = layers.Select(l => l.Layer.Inputs > largestInputs ? null : zeros([l.Layer.Inputs, l.Layer.Inputs]).DetachFromDisposeScope()).ToArray();
        var counts = new long[layers.Count];
        for (var i = 0; i < layers.Count; i++)
        {
            var at = i;
            if (sums[at] is { } sum) layers[i].Layer.Observer = input => counts[at] += Add(sum, input);
        }

        try { pass(); }
        finally
        {
            foreach (var (_, layer) in layers) layer.Observer = null;
        }

        for (var i = 0; i < layers.Count; i++)
        {
            if (sums[i] is not { } sum) continue;
            if (text is not null && RowPlacement.IsCrossKeyOrValue(layers[i].Name)) counts[i] = Add(sum.zero_(), text);
            sum.mul_(tensor(1f / Math.Max(1, counts[i])));
        }

        return new InputMoments(sums);
    }

    /// <summary>Nothing seen yet; see <see cref="Include"/>.</summary>
    internal static InputMoments Zero(StableDiffusionModel model) =>
        new([.. model.UNet.AdaptableLayers.Select(it => zeros([it.Layer.Inputs, it.Layer.Inputs]).DetachFromDisposeScope())]);

    /// <summary>Makes these the mean of all that were included, each weighing the same.</summary>
    internal void Include(InputMoments other)
    {
        using var off = no_grad();
        _included++;
        for (var i = 0; i < _moments.Length; i++) _moments[i]!.lerp_(other[i], 1.0 / _included);
    }

    public void Dispose()
    {
        foreach (var moment in _moments) moment?.Dispose();
    }

    private static long Add(Tensor sum, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var rows = inputs.detach().reshape(-1, inputs.shape[^1]).cpu();   // [tokens, inputs]
        sum.add_(rows.transpose(0, 1).mm(rows));
        return rows.shape[0];
    }
}
