using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConceptHub.Diffusion;

/// <summary>Reads a diffusers or transformers config: missing and null keys take a default, unsupported ones are refused by name.</summary>
internal sealed partial class ConfigReader(JsonElement root, string source)
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    /// <param name="json">One JSON object; with the key <paramref name="inner"/>, the object behind it is meant.</param>
    /// <exception cref="InvalidModelException">No JSON object.</exception>
    public static ConfigReader Parse(string json, string source, string? inner = null)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutPythonNumbers(json));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidModelException($"{source}: this is no JSON object.");
            if (inner is not null && root.TryGetProperty(inner, out var nested) && nested.ValueKind == JsonValueKind.Object) root = nested;
            return new ConfigReader(root.Clone(), source);
        }
        catch (JsonException e)
        {
            throw new InvalidModelException($"{source}: this is no JSON: {e.Message}", e);
        }
    }

    /// <summary>Python writes infinities and NaN, which are no JSON; here they become null.</summary>
    public static string WithoutPythonNumbers(string json) => PythonNumber().Replace(json, "null");

    public int Int(string key, int missing) => Read(key, missing, value => value.GetInt32());

    public int? IntOrNull(string key) => Read<int?>(key, null, value => value.GetInt32());

    public float Float(string key, float missing) => Read(key, missing, value => value.GetSingle());

    public double Double(string key, double missing) => Read(key, missing, value => value.GetDouble());

    public bool Bool(string key, bool missing) => Read(key, missing, value => value.GetBoolean());

    public string Text(string key, string missing) => Read(key, missing, value => value.GetString()!);

    public IReadOnlyList<int> Ints(string key) => List(key, value => value.GetInt32()) ?? throw Missing(key);

    public IReadOnlyList<string> Strings(string key) => List(key, value => value.GetString()!) ?? throw Missing(key);

    public IReadOnlyList<double>? DoublesOrNull(string key) => List(key, value => value.GetDouble());

    /// <summary>A list, or one number meant for every block; null when the key is missing.</summary>
    public IReadOnlyList<int>? IntsOrRepeat(string key, int count) => ListOrRepeat(key, count, value => value.GetInt32());

    /// <summary>A list, or one answer meant for every block; null when the key is missing.</summary>
    public IReadOnlyList<bool>? BoolsOrRepeat(string key, int count) => ListOrRepeat(key, count, value => value.GetBoolean());

    /// <summary>One number, or a list that says the same for every block.</summary>
    /// <exception cref="InvalidModelException">The blocks differ.</exception>
    public int SameForAll(string key, int missing) => IntsOrRepeat(key, 1) switch
    {
        null => missing,
        var values when values.Distinct().Count() == 1 => values[0],
        _ => throw Unsupported(key),
    };

    public void Refuse(params string[] keys)
    {
        foreach (var key in keys.Where(Has)) throw Unsupported(key);
    }

    public void RefuseTrue(params string[] keys)
    {
        foreach (var key in keys.Where(k => Bool(k, false))) throw Unsupported(key);
    }

    public void RefuseOther(string key, params string[] supported)
    {
        if (!supported.Contains(Text(key, supported[0]))) throw Unsupported(key);
    }

    /// <summary>One of the supported words, the first when the key is missing.</summary>
    public string OneOf(string key, params string[] supported)
    {
        RefuseOther(key, supported);
        return Text(key, supported[0]);
    }

    public bool Has(string key) => root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The key stands there as null, which is not the same as missing where the default is something.</summary>
    public bool IsNull(string key) => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Null;

    private IReadOnlyList<T>? ListOrRepeat<T>(string key, int count, Func<JsonElement, T> read)
    {
        if (!Has(key)) return null;
        return root.GetProperty(key).ValueKind == JsonValueKind.Array ? List(key, read) : [.. Enumerable.Repeat(Read(key, default!, read), count)];
    }

    private IReadOnlyList<T>? List<T>(string key, Func<JsonElement, T> read) =>
        Read<IReadOnlyList<T>?>(key, null, value => [.. value.EnumerateArray().Select(read)]);

    private T Read<T>(string key, T missing, Func<JsonElement, T> read)
    {
        if (!Has(key)) return missing;
        try
        {
            return read(root.GetProperty(key));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InvalidModelException($"{source}: {key} = {root.GetProperty(key).GetRawText()} is of the wrong kind.", e);
        }
    }

    [GeneratedRegex(@"(?<=[:\[,]\s*)-?(Infinity|NaN)(?=\s*[,\]}])")]
    private static partial Regex PythonNumber();

    private InvalidModelException Missing(string key) => new($"{source}: '{key}' is missing.");

    private InvalidModelException Unsupported(string key) =>
        new($"{source}: {key} = {root.GetProperty(key).GetRawText()} is not supported.");
}
