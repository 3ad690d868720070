using System.Globalization;
using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>JSON of other programs: what is missing or of another kind is null, and numbers may be written as text.</summary>
internal static class LooseJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    /// <summary>An object, or null for anything else.</summary>
    public static JsonElement? Object(string text)
    {
        text = text.Trim().TrimEnd('\0');
        if (!text.StartsWith('{')) return null;
        // Python writes NaN and Infinity, which no JSON has.
        return Parse(text) ?? Parse(text.Replace("NaN", "null", StringComparison.Ordinal).Replace("-Infinity", "null", StringComparison.Ordinal).Replace("Infinity", "null", StringComparison.Ordinal));
    }

    /// <summary>A list, empty for anything else.</summary>
    public static IReadOnlyList<JsonElement> List(string text) =>
        text.StartsWith('[') && Parse(text) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The elements of a member that is a list; none when it is something else.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static string? Text(this JsonElement json, string name) => json.Member(name)?.Text();

    public static double? Number(this JsonElement json, string name) => json.Member(name)?.Number();

    public static int? Whole(this JsonElement json, string name) => json.Number(name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static ulong? Seed(this JsonElement json, string name) => json.Member(name)?.Seed();

    public static string? Text(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    public static double? Number(this JsonElement value) =>
        double.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public static ulong? Seed(this JsonElement value) =>
        ulong.TryParse(value.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // no JSON
        }
    }
}
