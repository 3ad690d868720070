using System.Globalization;
using System.Text.RegularExpressions;

namespace ConceptHub.Catalog;

/// <summary>
/// Reads the text that AUTOMATIC1111's web UI, Forge and Civitai write (modules/infotext_utils.py): the prompt, a part that begins with
/// "Negative prompt:", and a line of "key: value" pairs. Every step is linear in the text, whatever is in it.
/// </summary>
internal static partial class ParametersText
{
    private const string Negative = "Negative prompt:";
    private const int FewestFields = 3;

    /// <summary>Pairs that change no picture, or that are read elsewhere.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Steps", "Sampler", "Schedule type", "CFG scale", "Seed", "Size", "Model", "Model hash", "Clip skip", "Denoising strength",
        "Lora hashes", "Hashes", "Civitai resources", "Civitai metadata", "Version", "Created Date",
    };

    /// <param name="text">The whole text.</param>
    /// <param name="isCertain">Whether nothing else can be meant; else a text without settings is somebody's remark, and null is returned.</param>
    public static FileSettings? Read(string text, bool isCertain)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\0', ' ', '\n', '\t').Split('\n');
        var place = Array.FindLastIndex(lines, line => line.StartsWith("Steps:", StringComparison.Ordinal));
        if (place < 0) place = lines.Length - 1;
        var fields = ParametersFields.Read(lines[place]);
        if (fields.Count < FewestFields)
        {
            if (!isCertain || text.Trim('\0', ' ', '\n', '\t').Length == 0) return null;
            (place, fields) = (lines.Length, new Dictionary<string, string>());
        }

        var above = lines[..place];
        var cut = Array.FindIndex(above, line => line.StartsWith(Negative, StringComparison.Ordinal));
        var prompt = string.Join('\n', cut < 0 ? above : above[..cut]);
        var negative = cut < 0 ? "" : string.Join('\n', above[cut..])[Negative.Length..];
        return Settings(fields, prompt, negative.Trim());
    }

    private static FileSettings Settings(IReadOnlyDictionary<string, string> fields, string prompt, string negative)
    {
        string? Said(string key) => fields.GetValueOrDefault(key);
        double? Number(string key) => double.TryParse(Said(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        int? Whole(string key) => int.TryParse(Said(key), CultureInfo.InvariantCulture, out var number) ? number : null;
        var size = (Said("Size") ?? "").Split('x');
        var (words, tags) = WithoutTags(prompt);
        var resources = LooseJson.List(Said("Civitai resources") ?? "");
        return new FileSettings
        {
            Source = "AUTOMATIC1111, Forge or Civitai",
            Prompt = words,
            NegativePrompt = WithoutTags(negative).Words,
            Steps = Whole("Steps"),
            Sampler = Said("Sampler") is { Length: > 0 } sampler ? SamplerNames.Find(sampler, Said("Schedule type")) : null,
            GuidanceScale = Number("CFG scale"),
            Seed = ulong.TryParse(Said("Seed"), CultureInfo.InvariantCulture, out var seed) ? seed : null,
            Width = size is [var width, _] && int.TryParse(width, out var w) ? w : null,
            Height = size is [_, var height] && int.TryParse(height, out var h) ? h : null,
            ClipSkip = Whole("Clip skip") is { } layers ? Math.Max(0, layers - 1) : null,
            Denoise = Number("Denoising strength"),
            Model = (Said("Model") ?? resources.Where(it => it.Text("type") == "checkpoint").Select(it => it.Text("modelName")).FirstOrDefault()) is { Length: > 0 } model ? FileNames.Plain(model) : null,
            ModelHash = Said("Model hash")?.ToLowerInvariant(),
            Concepts = tags.Count > 0 ? WithHashes(tags, fields) : [.. resources.Where(it => it.Text("type") is "lora" or "lycoris" or "locon").Select(Resource).OfType<FileConcept>()],
            Further = [.. fields.Keys.Where(key => !Known.Contains(key))],
        };
    }

    /// <summary>The prompt without its tags for LoRAs, and what they call.</summary>
    public static (string Words, IReadOnlyList<FileConcept> Concepts) WithoutTags(string prompt)
    {
        var concepts = new List<FileConcept>();
        foreach (Match tag in Tag().Matches(prompt))
        {
            var weight = double.TryParse(tag.Groups["weight"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var said) && double.IsFinite(said) ? said : 1;
            concepts.Add(new FileConcept(FileNames.Plain(tag.Groups["name"].Value), weight));
        }

        return (Tag().Replace(prompt, "").Trim(), concepts);
    }

    private static IReadOnlyList<FileConcept> WithHashes(IReadOnlyList<FileConcept> concepts, IReadOnlyDictionary<string, string> fields)
    {
        var hashes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (LooseJson.Object(fields.GetValueOrDefault("Hashes") ?? "") is { } json)
            foreach (var hash in json.EnumerateObject()) hashes[hash.Name.Replace("lora:", "", StringComparison.OrdinalIgnoreCase)] = hash.Value.Text() ?? "";
        foreach (var pair in (fields.GetValueOrDefault("Lora hashes") ?? "").Split(','))
            if (pair.Split(':') is [var name, var hash]) hashes.TryAdd(name.Trim(), hash.Trim());
        return [.. concepts.Select(concept => hashes.GetValueOrDefault(concept.Name) is { Length: > 0 } hash ? concept with { Hash = hash.ToLowerInvariant() } : concept)];
    }

    private static FileConcept? Resource(System.Text.Json.JsonElement resource) =>
        (resource.Text("modelName") ?? resource.Text("air")) is { } name ? new FileConcept(name, resource.Number("weight") ?? 1) : null;

    // The name, its weight, and whatever else follows (a weight for the text encoder, blocks); bounded, so that no text takes long.
    [GeneratedRegex(@" ?<(?:lora|lyco):(?<name>[^:<>]{1,200})(?::(?<weight>[^:<>]{0,20})[^<>]{0,100})?>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
