using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pretraining;

/// <summary>
/// The weights of a training: steps them (Muon for hidden matrices, AdamW for the rest), keeps their moving average, and
/// refuses numbers that no healthy training has. Holds every long-lived tensor by a strong reference (BASE-MODEL.md, "Beware").
/// </summary>
public sealed class TrainedWeights : IDisposable
{
    private const double GradientNorm = 1.0;
    private const double Absurd = 1e4;
    private readonly List<Parameter> _all;
    private readonly List<Tensor> _average;
    private readonly Muon _muon;
    private readonly optim.Optimizer _adam;
    private long _steps;

    /// <param name="modules">Those of their parameters that require a gradient are trained. Not owned.</param>
    /// <param name="isHidden">Whether Muon takes a parameter, by name; embeddings, input and output layers do better with AdamW.</param>
    public TrainedWeights(IEnumerable<nn.Module> modules, Func<string, bool> isHidden, double weightDecay = 0.01)
    {
        var named = modules.SelectMany(m => m.named_parameters()).Where(p => p.parameter.requires_grad).ToList();
        _all = [.. named.Select(p => p.parameter)];
        var split = named.ToLookup(p => p.parameter.dim() > 1 && isHidden(p.name), p => p.parameter);
        _muon = new Muon(split[true], weightDecay);
        _adam = optim.AdamW([.. split[false]], lr: 1e-3, beta2: 0.99, weight_decay: 0);
        using var off = no_grad();
        _average = [.. _all.Select(p => p.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Applies the gradients in place and clears them.</summary>
    /// <param name="learningRate">AdamW's; Muon's is the same by its scaling.</param>
    public void Step(double learningRate)
    {
        nn.utils.clip_grad_norm_(_all, GradientNorm);
        foreach (var group in _adam.ParamGroups) group.LearningRate = learningRate;
        _muon.Step(learningRate);
        _adam.step();
        _adam.zero_grad();
        foreach (var parameter in _all) parameter.grad = null;
        Average();
    }

    /// <summary>Whether every weight and its average is finite and of believable size.</summary>
    public bool IsSound()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _all.Concat(_average).All(p => p.abs().max().item<float>() is var largest && float.IsFinite(largest) && largest < Absurd);
    }

    /// <summary>Runs <paramref name="work"/> with the averaged weights in the modules, then puts the trained ones back.</summary>
    public void WithAverage(Action work)
    {
        Swap();
        try { work(); }
        finally { Swap(); }
    }

    /// <summary>Starts the average again from the present weights, after a checkpoint was loaded into the modules.</summary>
    public void RestartAverage()
    {
        using var off = no_grad();
        for (var i = 0; i < _all.Count; i++) _average[i].copy_(_all[i]);
    }

    /// <summary>Ends the training: the modules keep the averaged weights.</summary>
    public void KeepAverage()
    {
        using var off = no_grad();
        for (var i = 0; i < _all.Count; i++) _all[i].copy_(_average[i]);
    }

    public void Dispose()
    {
        _muon.Dispose();
        _adam.Dispose();
        foreach (var tensor in _average) tensor.Dispose();
    }

    private void Average()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var decay = Math.Min(0.998, (1.0 + _steps) / (10.0 + _steps));
        var weight = tensor((float)(1 - decay));
        _steps++;
        for (var i = 0; i < _all.Count; i++) _average[i].add_((_all[i] - _average[i]).mul_(weight));
    }

    private void Swap()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _all.Count; i++)
        {
            var trained = _all[i].clone();
            _all[i].copy_(_average[i]);
            _average[i].copy_(trained);
        }
    }
}
