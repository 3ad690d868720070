using ConceptHub.BlockLora;
using ConceptHub.Diffusion.UNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// A concept's <see cref="ContextWords"/> in training. They need no erasure, since only prompts that call the concept see them. Half of the
/// samples have to do without: a LoRA that other tools load has the rows alone, so those must show the concept too.
/// </summary>
internal sealed class TrainedContext : IDisposable
{
    private const float Spread = 0.3f;          // of the words that they start at
    private const double StrangerShare = 0.65;  // of the foreign samples: the rest are the base's own world
    private readonly Parameter _values;  // [sites, words, width]

    /// <param name="start">Text features of the trigger and class word, [words, channels]: where all of them begin, a little apart.</param>
    public TrainedContext(StableDiffusionModel model, int words, Tensor start, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var middle = start.mean([0L]);
        var apart = randn([model.Plan.Sites.Count, words, middle.shape[0]], generator: generator).to(model.Device) * (middle.std() * Spread);
        _values = new Parameter((middle + apart).MoveToOuterDisposeScope());
    }

    /// <summary>What the optimizer may change.</summary>
    public Parameter Trained => _values;

    /// <summary>The concept's own samples, the first half with the words; text features [samples, words, channels].</summary>
    public TextContext AddTo(Tensor text)
    {
        var (samples, sites) = (text.shape[0], _values.shape[0]);
        var with = (samples + 1) / 2;
        var called = new TextContext(cat([text.narrow(0, 0, with).unsqueeze(0).expand(sites, -1, -1, -1), _values.unsqueeze(1).expand(-1, with, -1, -1)], 2));
        return with == samples ? called : TextContext.Cat(called, text.narrow(0, with, samples - with));
    }

    /// <summary>
    /// Foreign samples, most of which hear a stranger's words: as loud as the own ones, but turned by chance in each transformer block. Rows
    /// that have never met what such words do to a picture speak up in company.
    /// </summary>
    public TextContext AddStranger(Tensor text, Random random, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (samples, sites, words, width) = (text.shape[0], _values.shape[0], _values.shape[1], _values.shape[2]);
        var turned = stack([.. Enumerable.Range(0, (int)sites).Select(site => _values[site].mm(linalg.qr(randn([width, width], generator: generator).to(text.device)).Q))]);
        var all = cat([text.unsqueeze(0).expand(sites, -1, -1, -1), turned.unsqueeze(1).expand(-1, samples, -1, -1)], 2);
        var heard = Enumerable.Range(0, (int)samples).SelectMany(_ => Enumerable.Repeat(random.NextDouble() < StrangerShare ? 0f : float.NegativeInfinity, (int)words)).ToArray();
        var bias = nn.functional.pad(tensor(heard, [samples, 1, 1, words], device: text.device), [text.shape[1], 0]);
        return new TextContext(all, bias).MoveToOuterDisposeScope();
    }

    public void Load(ContextWords words)
    {
        using var off = no_grad();
        using var values = tensor(words.Values, _values.shape);
        _values.copy_(values);
    }

    public ContextWords ToWords()
    {
        using var values = _values.detach().cpu();
        return new ContextWords((int)_values.shape[0], (int)_values.shape[1], (int)_values.shape[2], values.data<float>().ToArray());
    }

    public void Dispose() => _values.Dispose();
}
