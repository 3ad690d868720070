using System.Text.Encodings.Web;
using System.Text.Json;

namespace ConceptHub.Diffusion.Text;

/// <summary>The tokenizer folder of a diffusers model, as transformers writes it.</summary>
internal static class CLIPTokenizerFiles
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CLIPTokenizer Load(string folder)
    {
        try
        {
            var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(folder, "vocab.json")))!;
            var merges = ReadMerges(Path.Combine(folder, "merges.txt"));
            return new CLIPTokenizer(vocabulary, merges, PadToken(folder), MaxLength(folder)).WithAddedTokens(AddedTokens(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidModelException($"The tokenizer cannot be read: {e.Message}", e);
        }
    }

    public static void Save(CLIPTokenizer tokenizer, string folder)
    {
        Directory.CreateDirectory(folder);
        var vocabulary = tokenizer.Vocabulary.OrderBy(v => v.Value).ToDictionary();
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(vocabulary, Json));
        File.WriteAllLines(Path.Combine(folder, "merges.txt"), tokenizer.Merges.Ordered.Select(m => $"{m.Left} {m.Right}").Prepend("#version: 0.2"));
        var special = new Dictionary<string, object>
        {
            ["bos_token"] = CLIPTokenizer.StartText,
            ["eos_token"] = CLIPTokenizer.EndText,
            ["pad_token"] = tokenizer.PadText,
            ["unk_token"] = CLIPTokenizer.EndText,
        };
        File.WriteAllText(Path.Combine(folder, "special_tokens_map.json"), JsonSerializer.Serialize(special, Json));
        var config = new Dictionary<string, object>(special)
        {
            ["add_prefix_space"] = false,
            ["do_lower_case"] = true,
            ["errors"] = "replace",
            ["model_max_length"] = tokenizer.MaxLength,
            ["tokenizer_class"] = "CLIPTokenizer",
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(config, Json));
    }

    private static IEnumerable<(string, string)> ReadMerges(string path) =>
        from line in File.ReadLines(path)
        where !line.StartsWith("#version", StringComparison.Ordinal)
        let pair = line.Split(' ')
        where pair.Length == 2
        select (pair[0], pair[1]);

    // As transformers: the map of special tokens overrules the config, unless the config is of the newer kind that lists its tokens itself.
    private static string? PadToken(string folder)
    {
        var config = Read(folder, "tokenizer_config.json");
        var map = Read(folder, "special_tokens_map.json");
        var listsTokens = config is { } newer && newer.TryGetProperty("added_tokens_decoder", out _);
        foreach (var file in listsTokens ? [config, map] : new[] { map, config })
        {
            if (file is not { } root || !root.TryGetProperty("pad_token", out var pad)) continue;
            if (pad.ValueKind == JsonValueKind.String) return pad.GetString();
            if (pad.ValueKind == JsonValueKind.Object) return pad.GetProperty("content").GetString();
        }

        return null;
    }

    private static int MaxLength(string folder) =>
        Read(folder, "tokenizer_config.json") is { } root && root.TryGetProperty("model_max_length", out var length)
        && length.TryGetInt32(out var value) ? value : 77;   // transformers writes 1e30 for "no limit"

    // Ids beyond the vocabulary, as transformers' save_pretrained writes them after add_tokens.
    private static Dictionary<string, int[]> AddedTokens(string folder) =>
        Read(folder, "added_tokens.json") is { } root ? root.EnumerateObject().ToDictionary(token => token.Name, token => new[] { token.Value.GetInt32() }) : [];

    private static JsonElement? Read(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement : null;
    }
}
