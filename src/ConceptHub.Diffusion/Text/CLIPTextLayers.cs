using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Text;

/// <summary>Token and position embeddings; ids beyond the table are rows of a concept's own.</summary>
internal sealed class CLIPTextEmbeddings : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly int _vocabularySize;
    [ComponentName(Name = "token_embedding")] private readonly Embedding _tokens;         // [vocabulary, hidden]
    [ComponentName(Name = "position_embedding")] private readonly Embedding _positions;   // [positions, hidden]

    public CLIPTextEmbeddings(CLIPTextConfig config) : base(nameof(CLIPTextEmbeddings))
    {
        _vocabularySize = config.VocabularySize;
        _tokens = nn.Embedding(config.VocabularySize, config.HiddenSize);
        _positions = nn.Embedding(config.MaxPositions, config.HiddenSize);
        RegisterComponents();
    }

    public Tensor TokenTable => _tokens.weight!;

    public void Initialize(CLIPTextConfig config, Generator generator)
    {
        CLIPTextInit.Normal(_tokens.weight!, 0.02 * config.InitializerFactor, generator);
        CLIPTextInit.Normal(_positions.weight!, 0.02 * config.InitializerFactor, generator);
    }

    /// <summary>ids [batch, tokens], extra [rows, hidden] or null; returns [batch, tokens, hidden].</summary>
    public override Tensor forward(Tensor ids, Tensor? extra)
    {
        var embedded = extra is null ? _tokens.forward(ids) : WithExtra(ids, extra);
        return embedded + _positions.weight!.narrow(0, 0, ids.shape[1]);   // [tokens, hidden] for every batch item
    }

    private Tensor WithExtra(Tensor ids, Tensor extra)
    {
        var known = _tokens.forward(ids.clamp_max(_vocabularySize - 1));                     // [b, tokens, hidden]
        var row = (ids - _vocabularySize).clamp_min(0);                                      // [b, tokens]
        var learned = extra.index_select(0, row.flatten()).unflatten(0, row.shape);          // [b, tokens, hidden]
        return where((ids >= _vocabularySize).unsqueeze(-1), learned, known);
    }
}

/// <summary>Causal multi-head self-attention.</summary>
internal sealed class CLIPTextAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _heads;
    [ComponentName(Name = "q_proj")] private readonly Linear _query;
    [ComponentName(Name = "k_proj")] private readonly Linear _key;
    [ComponentName(Name = "v_proj")] private readonly Linear _value;
    [ComponentName(Name = "out_proj")] private readonly Linear _out;

    public CLIPTextAttention(CLIPTextConfig config) : base(nameof(CLIPTextAttention))
    {
        _heads = config.Heads;
        _query = nn.Linear(config.HiddenSize, config.HiddenSize);
        _key = nn.Linear(config.HiddenSize, config.HiddenSize);
        _value = nn.Linear(config.HiddenSize, config.HiddenSize);
        _out = nn.Linear(config.HiddenSize, config.HiddenSize);
        RegisterComponents();
    }

    public void Initialize(CLIPTextConfig config, Generator generator)
    {
        var outward = config.InitializerFactor / Math.Sqrt(config.HiddenSize);
        var inward = outward / Math.Sqrt(2.0 * config.Layers);
        foreach (var layer in new[] { _query, _key, _value }) CLIPTextInit.Normal(layer, inward, generator);
        CLIPTextInit.Normal(_out, outward, generator);
    }

    public override Tensor forward(Tensor hidden)
    {
        var mixed = nn.functional.scaled_dot_product_attention(
            Split(_query.forward(hidden)), Split(_key.forward(hidden)), Split(_value.forward(hidden)), is_casual: true);
        return _out.forward(mixed.transpose(1, 2).flatten(2));   // [b, tokens, hidden]
    }

    private Tensor Split(Tensor x) => x.unflatten(2, [_heads, x.shape[2] / _heads]).transpose(1, 2);   // [b, heads, tokens, d]
}

internal sealed class CLIPTextFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly bool _isQuick;
    [ComponentName(Name = "fc1")] private readonly Linear _widen;
    [ComponentName(Name = "fc2")] private readonly Linear _narrow;

    public CLIPTextFeedForward(CLIPTextConfig config) : base(nameof(CLIPTextFeedForward))
    {
        _isQuick = config.Activation == "quick_gelu";
        _widen = nn.Linear(config.HiddenSize, config.IntermediateSize);
        _narrow = nn.Linear(config.IntermediateSize, config.HiddenSize);
        RegisterComponents();
    }

    public void Initialize(CLIPTextConfig config, Generator generator)
    {
        CLIPTextInit.Normal(_widen, config.InitializerFactor / Math.Sqrt(2.0 * config.HiddenSize), generator);
        CLIPTextInit.Normal(_narrow, config.InitializerFactor / Math.Sqrt(2.0 * config.HiddenSize * config.Layers), generator);
    }

    public override Tensor forward(Tensor hidden)
    {
        var wide = _widen.forward(hidden);
        return _narrow.forward(_isQuick ? wide * sigmoid(wide * 1.702f) : nn.functional.gelu(wide));   // 1.702: quick GELU of OpenAI CLIP, model.py
    }
}

internal sealed class CLIPTextLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "self_attn")] private readonly CLIPTextAttention _attention;
    [ComponentName(Name = "layer_norm1")] private readonly LayerNorm _attentionNorm;
    [ComponentName(Name = "mlp")] private readonly CLIPTextFeedForward _feedForward;
    [ComponentName(Name = "layer_norm2")] private readonly LayerNorm _feedForwardNorm;

    public CLIPTextLayer(CLIPTextConfig config) : base(nameof(CLIPTextLayer))
    {
        _attention = new CLIPTextAttention(config);
        _attentionNorm = nn.LayerNorm(config.HiddenSize, eps: config.LayerNormEps);
        _feedForward = new CLIPTextFeedForward(config);
        _feedForwardNorm = nn.LayerNorm(config.HiddenSize, eps: config.LayerNormEps);
        RegisterComponents();
    }

    public void Initialize(CLIPTextConfig config, Generator generator)
    {
        _attention.Initialize(config, generator);
        _feedForward.Initialize(config, generator);
    }

    public override Tensor forward(Tensor hidden)
    {
        var attended = hidden + _attention.forward(_attentionNorm.forward(hidden));
        return attended + _feedForward.forward(_feedForwardNorm.forward(attended));
    }
}

/// <summary>transformers 4.33, modeling_clip.py, <c>CLIPPreTrainedModel._init_weights</c>: normal weights, biases zero.</summary>
internal static class CLIPTextInit
{
    public static void Normal(Linear layer, double deviation, Generator generator)
    {
        Normal(layer.weight!, deviation, generator);
        layer.bias!.zero_();
    }

    /// <summary>Drawn with randn, because TorchSharp 0.107's init.normal_ does not use the generator it is given.</summary>
    public static void Normal(Tensor weight, double deviation, Generator generator)
    {
        using var scope = NewDisposeScope();
        weight.copy_(randn(weight.shape, generator: generator) * deviation);
    }
}
