using System.Text.Json;

namespace ConceptHub.Diffusion;

/// <summary>Reads a diffusers or transformers config: missing and null keys take a default, unsupported ones are refused by name.</summary>
internal sealed class ConfigReader(JsonElement root, string source)
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    public int Int(string key, int missing) => Has(key) ? root.GetProperty(key).GetInt32() : missing;

    public float Float(string key, float missing) => Has(key) ? root.GetProperty(key).GetSingle() : missing;

    public double Double(string key, double missing) => Has(key) ? root.GetProperty(key).GetDouble() : missing;

    public bool Bool(string key, bool missing) => Has(key) ? root.GetProperty(key).GetBoolean() : missing;

    public string Text(string key, string missing) => Has(key) ? root.GetProperty(key).GetString()! : missing;

    public IReadOnlyList<int> Ints(string key) => [.. Required(key).EnumerateArray().Select(x => x.GetInt32())];

    public IReadOnlyList<string> Strings(string key) => [.. Required(key).EnumerateArray().Select(x => x.GetString()!)];

    /// <summary>A list, or one number meant for every block; null when the key is missing.</summary>
    public IReadOnlyList<int>? IntsOrRepeat(string key, int count)
    {
        if (!Has(key)) return null;
        var value = root.GetProperty(key);
        return value.ValueKind == JsonValueKind.Array ? Ints(key) : [.. Enumerable.Repeat(value.GetInt32(), count)];
    }

    public void Refuse(params string[] keys)
    {
        foreach (var key in keys.Where(Has)) throw Unsupported(key);
    }

    public void RefuseTrue(params string[] keys)
    {
        foreach (var key in keys.Where(k => Bool(k, false))) throw Unsupported(key);
    }

    public void RefuseOther(string key, string supported)
    {
        if (Text(key, supported) != supported) throw Unsupported(key);
    }

    private bool Has(string key) => root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    private JsonElement Required(string key) =>
        Has(key) ? root.GetProperty(key) : throw new InvalidModelException($"{source}: '{key}' is missing.");

    private InvalidModelException Unsupported(string key) =>
        new($"{source}: {key} = {root.GetProperty(key).GetRawText()} is not supported.");
}
