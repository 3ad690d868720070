using ConceptHub.BlockLora;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// A concept's <see cref="ContextWords"/> in training. They need no erasure, since only prompts that call the concept see them.
/// </summary>
internal sealed class TrainedContext : IDisposable
{
    private const float Spread = 0.3f;          // of the words that they start at
    private const double StrangerShare = 0.65;  // of the foreign samples: the rest are the base's own world
    private readonly Parameter _values;              // [sites, words, width]
    private readonly IReadOnlyList<Tensor> _strangers; // alike

    /// <param name="start">Text features of the trigger and class word, [words, channels]: where all of them begin, a little apart.</param>
    /// <param name="strangers">Words of other concepts; those of another count or width are passed over.</param>
    public TrainedContext(StableDiffusionModel model, int words, Tensor start, IReadOnlyList<ContextWords> strangers, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var middle = start.mean([0L]);
        var apart = randn([model.Plan.Sites.Count, words, middle.shape[0]], generator: generator).to(model.Device) * (middle.std() * Spread);
        _values = new Parameter((middle + apart).MoveToOuterDisposeScope());
        _strangers = [.. strangers.Where(s => s.Values.Length == _values.numel()).Select(s => tensor(s.Values, _values.shape, device: model.Device).DetachFromDisposeScope())];
    }

    /// <summary>What the optimizer may change.</summary>
    public Parameter Trained => _values;

    /// <summary>The concept's own samples; text features [samples, words, channels].</summary>
    public TextContext AddTo(Tensor text) =>
        new(cat([text.unsqueeze(0).expand(_values.shape[0], -1, -1, -1), _values.unsqueeze(1).expand(-1, text.shape[0], -1, -1)], 2));

    /// <summary>
    /// Foreign samples, most of which hear a stranger's words: those of a concept that is known, or the own ones, turned by chance in each
    /// transformer block. Rows that have never met what such words do to a picture speak up in company.
    /// </summary>
    public TextContext AddStranger(Tensor text, Random random, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (samples, sites, words) = (text.shape[0], _values.shape[0], _values.shape[1]);
        var turned = Turned(generator);
        var heard = stack([.. Enumerable.Range(0, (int)samples).Select(_ => random.Next(2) == 0 && _strangers.Count > 0 ? _strangers[random.Next(_strangers.Count)] : turned)], 1);
        var silence = Enumerable.Range(0, (int)samples).SelectMany(_ => Enumerable.Repeat(random.NextDouble() < StrangerShare ? 0f : float.NegativeInfinity, (int)words)).ToArray();
        var bias = nn.functional.pad(tensor(silence, [samples, 1, 1, words], device: text.device), [text.shape[1], 0]);
        return new TextContext(cat([text.unsqueeze(0).expand(sites, -1, -1, -1), heard], 2), bias).MoveToOuterDisposeScope();
    }

    public void Load(ContextWords words)
    {
        using var off = no_grad();
        using var values = tensor(words.Values, _values.shape);
        _values.copy_(values);
    }

    public ContextWords ToWords() => new((int)_values.shape[0], (int)_values.shape[1], (int)_values.shape[2], _values.ToValues<float>());

    public void Dispose()
    {
        _values.Dispose();
        foreach (var words in _strangers) words.Dispose();
    }

    // As loud as the own words and as alike among each other, but of another meaning.
    private Tensor Turned(Generator generator)
    {
        var width = _values.shape[2];
        return stack([.. Enumerable.Range(0, (int)_values.shape[0]).Select(site => _values[site].mm(linalg.qr(randn([width, width], generator: generator).to(_values.device)).Q))]);
    }
}
