using System.Text.Json;

namespace ConceptHub.Diffusion.Verification;

/// <summary>One case of a fixture folder.</summary>
/// <param name="Kind">The key of <c>cases.json</c> that it stands under.</param>
/// <param name="Name">Dotted and stable.</param>
/// <param name="Check">Computes with the product's own classes and compares.</param>
public sealed record VerificationCase(string Kind, string Name, Action<Comparison> Check);

/// <summary>Short words for reading <c>cases.json</c>.</summary>
internal static class CaseJson
{
    /// <exception cref="InvalidModelException">The key is missing.</exception>
    public static JsonElement At(this JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) ? value : throw new InvalidModelException($"cases.json: '{key}' is missing.");

    public static string Text(this JsonElement element, string key) => element.At(key).GetString()!;

    public static int Int(this JsonElement element, string key) => element.At(key).GetInt32();

    public static double Number(this JsonElement element, string key, double missing) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : missing;

    /// <summary>The text behind a key, or null when it is missing or null.</summary>
    public static string? TextOrNull(this JsonElement element, string key) => element.TryGetProperty(key, out var value) ? value.GetString() : null;

    /// <summary>The items of a list; none when the key is missing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string key) => element.TryGetProperty(key, out var list) ? list.EnumerateArray() : [];
}
