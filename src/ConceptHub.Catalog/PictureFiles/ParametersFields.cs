using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>The pairs of a line like <c>Steps: 20, Sampler: Euler a, Lora hashes: "a: 1f, b: 2e"</c>. One pass over the line.</summary>
internal static class ParametersFields
{
    private const int MostFields = 200;
    private const int LongestKey = 60;

    /// <summary>Of keys that stand twice, the last counts.</summary>
    public static IReadOnlyDictionary<string, string> Read(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < line.Length && fields.Count < MostFields;)
        {
            var colon = line.IndexOf(':', at);
            if (colon < 0) break;
            var key = line[at..colon];
            key = key[(key.LastIndexOf(',') + 1)..].Trim(); // what is left of a value with a comma in it
            var start = colon + 1;
            while (start < line.Length && line[start] == ' ') start++;
            var end = End(line, start);
            if (key.Length is > 0 and <= LongestKey && char.IsAsciiLetter(key[0])) fields[key] = Value(line[start..end]);
            at = end;
            while (at < line.Length && line[at] is ',' or ' ') at++;
        }

        return fields;
    }

    /// <summary>As A1111 writes it: in quotes when it holds what parts pairs.</summary>
    public static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",:\n\"") < 0 ? value : JsonSerializer.Serialize(value, PictureRecord.Readable);

    private static int End(string line, int start) => start == line.Length ? start : line[start] switch
    {
        '"' => AfterQuote(line, start),
        '{' or '[' => AfterBrackets(line, start),
        _ => line.IndexOf(',', start) is >= 0 and var comma ? comma : line.Length,
    };

    private static int AfterQuote(string line, int start)
    {
        for (var at = start + 1; at < line.Length; at++)
        {
            if (line[at] == '\\') at++;
            else if (line[at] == '"') return at + 1;
        }

        return line.Length;
    }

    private static int AfterBrackets(string line, int start)
    {
        var depth = 0;
        for (var at = start; at < line.Length; at++)
        {
            if (line[at] == '"') at = AfterQuote(line, at) - 1;
            else if (line[at] is '{' or '[') depth++;
            else if (line[at] is '}' or ']' && --depth == 0) return at + 1;
        }

        return line.Length;
    }

    private static string Value(string said)
    {
        said = said.Trim();
        if (said is not ['"', .., '"']) return said;
        try
        {
            return JsonSerializer.Deserialize<string>(said) ?? said;
        }
        catch (JsonException)
        {
            return said.Trim('"'); // quotes of somebody's own
        }
    }
}
