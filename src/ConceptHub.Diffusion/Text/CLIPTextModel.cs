using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>What a prompt says to the UNet.</summary>
/// <param name="Hidden">[batch, tokens, hidden], after the final layer norm.</param>
/// <param name="Pooled">[batch, hidden]: the last layer's row at the first end-of-text token, whatever was skipped.</param>
public sealed record TextEncoding(Tensor Hidden, Tensor Pooled);

/// <summary>
/// CLIP's text transformer with transformers' names (4.33, modeling_clip.py): causal, no padding mask.
/// Weights are untrained until loaded or initialised with <see cref="Initialize"/>.
/// </summary>
public sealed class CLIPTextModel : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "text_model")] private readonly CLIPTextTransformer _text;

    public CLIPTextModel(CLIPTextConfig config) : base(nameof(CLIPTextModel))
    {
        Config = config;
        _text = new CLIPTextTransformer(config);
        RegisterComponents();
    }

    public CLIPTextConfig Config { get; }

    /// <summary>
    /// For <see cref="Weights.ModuleWeights.Load"/>: leaves out what CLIP files have beside the text transformer (the projection into the
    /// space of pictures and a buffer of positions), which Stable Diffusion does not use.
    /// </summary>
    public static string? NameInModule(string nameInFile) =>
        nameInFile is "text_projection.weight" or "logit_scale" || nameInFile.EndsWith(".position_ids", StringComparison.Ordinal) ? null : nameInFile;

    /// <summary>The token embedding table, [vocabulary, hidden]. Owned by the model; a concept's class word gives its first row from here.</summary>
    public Tensor TokenTable => _text.Embeddings.TokenTable;

    /// <summary>Fills all weights as transformers does before a training from scratch.</summary>
    public void Initialize(Generator generator)
    {
        using var _ = no_grad();
        _text.Embeddings.Initialize(Config, generator);
        foreach (var layer in _text.Layers) layer.Initialize(Config, generator);
    }

    /// <summary>The last hidden state alone: ids [batch, tokens] int64, extra as in <see cref="Encode"/>.</summary>
    public override Tensor forward(Tensor ids, Tensor? extraRows) => _text.Normed(_text.HiddenStates(ids, extraRows)[^1]);

    /// <summary>Encodes prompts.</summary>
    /// <param name="ids">[batch, tokens] int64, on the model's device; at most <see cref="CLIPTextConfig.MaxPositions"/> tokens.</param>
    /// <param name="extraRows">Embeddings of learned tokens, [rows, hidden], gradients flow into them; id vocabulary + i takes row i. Null when no id is beyond the vocabulary.</param>
    /// <param name="skippedLayers">Last layers left out of <see cref="TextEncoding.Hidden"/> (diffusers' clip_skip; "clip skip 2" elsewhere is 1).</param>
    /// <exception cref="ArgumentException">More tokens than positions, or not so many layers to skip.</exception>
    public TextEncoding Encode(Tensor ids, Tensor? extraRows = null, int skippedLayers = 0)
    {
        if (ids.shape[1] > Config.MaxPositions)
            throw new ArgumentException($"{ids.shape[1]} tokens, but the text encoder has {Config.MaxPositions} positions.", nameof(ids));
        ArgumentOutOfRangeException.ThrowIfNegative(skippedLayers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(skippedLayers, Config.Layers);

        var states = _text.HiddenStates(ids, extraRows);
        var last = _text.Normed(states[^1]);
        var hidden = skippedLayers == 0 ? last : _text.Normed(states[^(skippedLayers + 1)]);
        return new TextEncoding(hidden, Pool(last, ids));
    }

    /// <summary>The embeddings, then each layer's output, before the final layer norm; each [batch, tokens, hidden].</summary>
    public IReadOnlyList<Tensor> HiddenStates(Tensor ids, Tensor? extraRows = null) => _text.HiddenStates(ids, extraRows);

    private Tensor Pool(Tensor last, Tensor ids)
    {
        var own = ids.masked_fill(ids >= Config.VocabularySize, 0);   // learned tokens are higher than the end token
        var end = Config.HasOldEndToken ? own.argmax(1) : (own == Config.EndTokenId).@long().argmax(1);   // [b], the first of equals
        return last[arange(ids.shape[0], device: ids.device), end];   // [b, hidden]
    }
}

internal sealed class CLIPTextTransformer : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "embeddings")] private readonly CLIPTextEmbeddings _embeddings;
    [ComponentName(Name = "encoder")] private readonly CLIPTextEncoder _encoder;
    [ComponentName(Name = "final_layer_norm")] private readonly LayerNorm _norm;

    public CLIPTextTransformer(CLIPTextConfig config) : base(nameof(CLIPTextTransformer))
    {
        _embeddings = new CLIPTextEmbeddings(config);
        _encoder = new CLIPTextEncoder(config);
        _norm = nn.LayerNorm(config.HiddenSize, eps: config.LayerNormEps);
        RegisterComponents();
    }

    public CLIPTextEmbeddings Embeddings => _embeddings;

    public IEnumerable<CLIPTextLayer> Layers => _encoder.Layers;

    public IReadOnlyList<Tensor> HiddenStates(Tensor ids, Tensor? extraRows)
    {
        var states = new List<Tensor> { _embeddings.forward(ids, extraRows) };
        foreach (var layer in _encoder.Layers) states.Add(layer.forward(states[^1]));
        return states;
    }

    public Tensor Normed(Tensor hidden) => _norm.forward(hidden);

    public override Tensor forward(Tensor ids, Tensor? extraRows) => Normed(HiddenStates(ids, extraRows)[^1]);
}

internal sealed class CLIPTextEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")] private readonly ModuleList<CLIPTextLayer> _layers;

    public CLIPTextEncoder(CLIPTextConfig config) : base(nameof(CLIPTextEncoder))
    {
        _layers = new ModuleList<CLIPTextLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new CLIPTextLayer(config))]);
        RegisterComponents();
    }

    public IEnumerable<CLIPTextLayer> Layers => _layers;

    public override Tensor forward(Tensor hidden) => _layers.Aggregate(hidden, (state, layer) => layer.forward(state));
}
