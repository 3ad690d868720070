using System.Text.Json;

namespace ConceptHub.Diffusion.Text;

/// <summary>The part of a transformers <c>text_encoder/config.json</c> that decides shapes and arithmetic (transformers 4.33, configuration_clip.py).</summary>
public sealed record CLIPTextConfig
{
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int IntermediateSize { get; init; }
    public required int Layers { get; init; }
    public required int Heads { get; init; }
    public int MaxPositions { get; init; } = 77;

    /// <summary><c>quick_gelu</c> (SD 1) or <c>gelu</c> (SD 2, exact).</summary>
    public string Activation { get; init; } = "quick_gelu";
    public float LayerNormEps { get; init; } = 1e-5f;
    public float InitializerFactor { get; init; } = 1;

    /// <summary>2 in older configs, whatever the tokenizer says: then the highest id of the row counts as the end of text.</summary>
    public int EndTokenId { get; init; } = 49407;
    public int StartTokenId { get; init; } = 49406;

    /// <summary>Weights that such a model has at least: tables and layers without biases. A file with fewer need not be tried.</summary>
    internal long LeastWeights => (long)HiddenSize * (VocabularySize + MaxPositions + Layers * (4L * HiddenSize + 2L * IntermediateSize));

    internal bool HasOldEndToken => EndTokenId == 2;

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="InvalidModelException">The config asks for something <see cref="CLIPTextModel"/> does not build.</exception>
    public static CLIPTextConfig Parse(string json)
    {
        var config = ConfigReader.Parse(json, "text_encoder/config.json", inner: "text_config");
        return new CLIPTextConfig
        {
            VocabularySize = config.Int("vocab_size", 49408),
            HiddenSize = config.Int("hidden_size", 512),
            IntermediateSize = config.Int("intermediate_size", 2048),
            Layers = config.Int("num_hidden_layers", 12),
            Heads = config.Int("num_attention_heads", 8),
            MaxPositions = config.Int("max_position_embeddings", 77),
            Activation = config.OneOf("hidden_act", "quick_gelu", "gelu"),
            LayerNormEps = config.Float("layer_norm_eps", 1e-5f),
            InitializerFactor = config.Float("initializer_factor", 1),
            EndTokenId = config.Int("eos_token_id", 49407),
            StartTokenId = config.Int("bos_token_id", 49406),
        };
    }

    /// <summary>The config as transformers reads it back.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["architectures"] = new[] { "CLIPTextModel" },
        ["attention_dropout"] = 0.0,
        ["bos_token_id"] = StartTokenId,
        ["eos_token_id"] = EndTokenId,
        ["hidden_act"] = Activation,
        ["hidden_size"] = HiddenSize,
        ["initializer_factor"] = InitializerFactor,
        ["initializer_range"] = 0.02,
        ["intermediate_size"] = IntermediateSize,
        ["layer_norm_eps"] = LayerNormEps,
        ["max_position_embeddings"] = MaxPositions,
        ["model_type"] = "clip_text_model",
        ["num_attention_heads"] = Heads,
        ["num_hidden_layers"] = Layers,
        ["pad_token_id"] = EndTokenId,
        ["projection_dim"] = HiddenSize,
        ["torch_dtype"] = "float32",
        ["vocab_size"] = VocabularySize,
    }, ConfigReader.Indented);
}
