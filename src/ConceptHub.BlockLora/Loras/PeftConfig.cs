using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConceptHub.BlockLora;

/// <summary>
/// Ranks and alphas as PEFT keeps them, beside the tensors instead of in them: <c>adapter_config.json</c>, or diffusers' metadata key
/// <c>lora_adapter_metadata</c> (peft 0.11, tuners/lora/model.py).
/// </summary>
internal sealed class PeftConfig
{
    public const string MetadataKey = "lora_adapter_metadata";
    private const int MostPatterns = 5000, MostExpressions = 50, LongestPattern = 300;

    private readonly double _rank, _alpha;
    private readonly bool _isRankStabilised;
    private readonly IReadOnlyList<Pattern> _ranks, _alphas;

    private PeftConfig(Func<string, JsonElement?> setting)
    {
        _rank = Number(setting("r"), "r");
        _alpha = setting("lora_alpha") is { } alpha ? Number(alpha, "lora_alpha") : _rank;
        _isRankStabilised = setting("use_rslora") is { ValueKind: JsonValueKind.True };
        _ranks = Patterns(setting("rank_pattern"), "rank_pattern");
        _alphas = Patterns(setting("alpha_pattern"), "alpha_pattern");
        if (setting("use_dora") is { ValueKind: JsonValueKind.True }) throw new InvalidPeftConfigException("it is a DoRA (use_dora), which is more than an ordinary LoRA.");
        if (setting("peft_type") is { ValueKind: JsonValueKind.String } type && type.GetString() != "LORA") throw new InvalidPeftConfigException($"it is of the type '{type.GetString()}'; expected 'LORA'.");
        if (setting("bias") is { ValueKind: JsonValueKind.String } bias && bias.GetString() != "none") throw new InvalidPeftConfigException("it also trains biases, which an ordinary LoRA does not hold.");
    }

    /// <summary>The config of each component that has one, by the prefix of its paths; "" is for all.</summary>
    /// <param name="adapterConfig">Content of <c>adapter_config.json</c>, or null.</param>
    /// <exception cref="InvalidPeftConfigException">Not the expected JSON, or of another kind than LoRA.</exception>
    public static IReadOnlyDictionary<string, PeftConfig> Read(string? adapterConfig, IReadOnlyDictionary<string, string> metadata)
    {
        if ((adapterConfig ?? metadata.GetValueOrDefault(MetadataKey)) is not { } json) return new Dictionary<string, PeftConfig>();
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidPeftConfigException("it is no JSON object.");
            string[] prefixes = ["", LoraTargets.UNet, LoraTargets.TextEncoder];
            var configs = prefixes.Where(prefix => root.TryGetProperty(prefix + "r", out _))
                .ToDictionary(prefix => prefix, prefix => new PeftConfig(name => root.TryGetProperty(prefix + name, out var value) ? value : null));
            return configs.Count > 0 || adapterConfig is null ? configs : throw new InvalidPeftConfigException("it gives no rank (r).");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidPeftConfigException("it is no valid JSON."); // half a surrogate pair is found only when the text is taken out
        }
    }

    /// <summary>Rank that the config gives the layer, by its path without the component.</summary>
    public double RankOf(string layer) => Matching(_ranks, layer) ?? _rank;

    /// <summary>alpha / rank, or alpha / √rank.</summary>
    public double ScaleOf(string layer) => (Matching(_alphas, layer) ?? _alpha) / (_isRankStabilised ? Math.Sqrt(RankOf(layer)) : RankOf(layer));

    private static double? Matching(IReadOnlyList<Pattern> patterns, string layer) => patterns.FirstOrDefault(p => p.IsMatch(layer))?.Value;

    private static List<Pattern> Patterns(JsonElement? setting, string name)
    {
        if (setting is not { ValueKind: JsonValueKind.Object } map) return [];
        var given = map.EnumerateObject().ToList();
        if (given.Count > MostPatterns || given.Any(p => p.Name.Length > LongestPattern) || given.Count(p => !Pattern.IsPlain(p.Name)) > MostExpressions)
            throw new InvalidPeftConfigException($"its {name} is larger than any model needs.");
        return [.. given.Select(p => new Pattern(p.Name, Number(p.Value, name)))];
    }

    private static double Number(JsonElement? setting, string name) =>
        setting is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) && value > 0
            ? value
            : throw new InvalidPeftConfigException($"its {name} is no positive number.");

    /// <summary>The end of a path, from a dot on, and formally a regular expression; nearly always it is a plain name.</summary>
    private sealed class Pattern
    {
        private readonly string _key;
        private readonly Regex? _expression;

        public Pattern(string key, double value)
        {
            (_key, Value) = (key, value);
            if (IsPlain(key)) return;
            try
            {
                _expression = new Regex($@"^(.*\.)?({key})$", RegexOptions.NonBacktracking, TimeSpan.FromMilliseconds(100));
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                throw new InvalidPeftConfigException($"its pattern '{key}' cannot be used.");
            }
        }

        public double Value { get; }

        public static bool IsPlain(string key) => key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');

        public bool IsMatch(string layer) => _expression?.IsMatch(layer)
            ?? (layer.EndsWith(_key, StringComparison.Ordinal) && (layer.Length == _key.Length || layer[^(_key.Length + 1)] == '.'));
    }
}

/// <summary>A PEFT config that cannot be followed; the message goes on from "The adapter config: ".</summary>
internal sealed class InvalidPeftConfigException(string why) : Exception(why);
