using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>The trigger word's vector in training, and vectors of made-up words beside it.</summary>
internal sealed class TriggerVector : IDisposable
{
    private const double NormCap = 12;
    private const float LongestMadeUp = 4;
    private readonly StableDiffusionModel _model;
    private readonly double _longest;

    public TriggerVector(StableDiffusionModel model, string classWord, Generator generator)
    {
        _model = model;
        Values = new Parameter(First(classWord, generator));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _longest = model.TextEncoder.TokenTable.norm(1).median().item<float>() * NormCap;
    }

    /// <summary>[1, hidden].</summary>
    public Parameter Values { get; }

    /// <summary>
    /// Shortens the vector to twelve times a word's usual length. A longer vector is further from every word, so layers can tell it apart
    /// and be silent on all others; 1.5 times, as SCIENCE.md 2.6 has it, left a fifth of the likeness unlearnt at equal drift.
    /// </summary>
    public void CapNorm()
    {
        using var off = no_grad();
        var length = Values.norm().item<float>();
        if (length > _longest) Values.mul_(_longest / length);
    }

    /// <summary>A made-up concept, [1, hidden]: a mixture of a few words plus noise, up to four times as long as a word (isotropic vectors alone are too easy to tell apart).</summary>
    public static Tensor MadeUp(StableDiffusionModel model, Random random, Generator generator)
    {
        var table = model.TextEncoder.TokenTable;
        var known = Enumerable.Range(0, 3).Select(_ => table[random.Next((int)table.shape[0])]).ToList();
        var weights = Enumerable.Range(0, 3).Select(_ => (float)random.NextDouble()).ToArray();
        var mixed = known.Select((row, i) => row * (weights[i] / weights.Sum())).Aggregate((a, b) => a + b);
        var noisy = mixed + randn(mixed.shape, generator: generator).to(model.Device) * (mixed.std() * 0.5f);
        var length = 1 + (LongestMadeUp - 1) * random.NextSingle();   // a learnt vector is longer than a word
        return (noisy * (known[0].norm() / noisy.norm() * length)).unsqueeze(0);
    }

    public void Load(float[] values)
    {
        using var off = no_grad();
        using var token = tensor(values, Values.shape);
        Values.copy_(token);
    }

    public float[] ToArray()
    {
        using var token = Values.detach().cpu();
        return token.data<float>().ToArray();
    }

    public void Dispose() => Values.Dispose();

    // The class word's vector with a tenth of noise.
    private Tensor First(string classWord, Generator generator)
    {
        using var off = no_grad();
        var ids = _model.Tokenizer.EncodeWords(classWord, _model.MaximumTokens) is { Words: [var word, ..] } encoded ? encoded.Ids[word.Start] : 0;
        var start = _model.TextEncoder.TokenTable[ids].unsqueeze(0);
        var spread = start.std().item<float>();
        return (start + randn(start.shape, generator: generator).to(_model.Device) * (0.1f * spread)).detach();
    }
}
