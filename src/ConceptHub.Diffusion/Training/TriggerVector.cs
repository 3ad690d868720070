using ConceptHub.Diffusion.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// The trigger word's vector in a training: the one reserved with the concept's number (<see cref="ReservedTriggers"/>), which stays as
/// it is, or for comparison one that starts at the class word and is learnt.
/// </summary>
internal sealed class TriggerVector : IDisposable
{
    private const float LongestLearnt = 1.5f;   // of a word's usual length
    private readonly StableDiffusionModel _model;
    private readonly bool _isReserved;
    private readonly float _longest;

    /// <param name="reserved">[1, hidden], copied; null learns one.</param>
    public TriggerVector(StableDiffusionModel model, string classWord, Tensor? reserved, Generator generator)
    {
        (_model, _isReserved, _longest) = (model, reserved is not null, ReservedTriggers.WordLength(model) * LongestLearnt);
        using var off = no_grad();
        using var first = reserved?.clone() ?? AtClassWord(classWord, generator);
        Values = new Parameter(first, requires_grad: !_isReserved);
    }

    /// <summary>[1, hidden].</summary>
    public Parameter Values { get; }

    /// <summary>What the optimizer may change.</summary>
    public IEnumerable<Parameter> Trained => _isReserved ? [] : [Values];

    /// <summary>Shortens a learnt vector to 1.5 times a word's usual length. Without a cap it grows instead of finding its place, and shouts in every sentence (SCIENCE.md 2.6).</summary>
    public void CapNorm()
    {
        if (_isReserved) return;
        using var off = no_grad();
        var length = Values.norm().item<float>();
        if (length > _longest) Values.mul_(_longest / length);
    }

    public void Load(float[] values)
    {
        using var off = no_grad();
        using var token = tensor(values, Values.shape);
        Values.copy_(token);
    }

    public float[] ToArray() => Values.ToValues<float>();

    public void Dispose() => Values.Dispose();

    // The class word's vector with a tenth of noise.
    private Tensor AtClassWord(string classWord, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var ids = _model.Tokenizer.EncodeWords(classWord, _model.MaximumTokens) is { Words: [var word, ..] } encoded ? encoded.Ids[word.Start] : 0;
        var start = _model.TextEncoder.TokenTable[ids].unsqueeze(0);
        var spread = start.std().item<float>();
        return (start + randn(start.shape, generator: generator).to(_model.Device) * (0.1f * spread)).detach().MoveToOuterDisposeScope();
    }
}
