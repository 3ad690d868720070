using System.Globalization;
using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>Settings as SwarmUI, InvokeAI and Fooocus write them: each a JSON object of its own.</summary>
internal static class OtherPrograms
{
    private const string SwarmParameters = "sui_image_params";

    /// <summary>SwarmUI (docs/Image Metadata Format.md) in <c>parameters</c>; null when it is not that.</summary>
    public static FileSettings? Swarm(JsonElement json)
    {
        if (json.Member(SwarmParameters) is not { ValueKind: JsonValueKind.Object } said) return null;
        var (prompt, tags) = ParametersText.WithoutTags(said.Text("prompt") ?? "");
        var hashes = json.Elements("sui_models").Where(model => model.Text("param") == "loras" && model.Text("name") is not null)
            .GroupBy(model => FileNames.Plain(model.Text("name")!)).ToDictionary(model => model.Key, model => Hash(model.First().Text("hash")));
        var weights = Texts(said, "loraweights");
        var loras = Texts(said, "loras").Select((name, place) => new FileConcept(FileNames.Plain(name), Number(weights.ElementAtOrDefault(place)) ?? 1));
        return new FileSettings
        {
            Source = "SwarmUI",
            Prompt = prompt,
            NegativePrompt = said.Text("negativeprompt"),
            Steps = said.Whole("steps"),
            Sampler = said.Text("sampler") is { } sampler ? SamplerNames.Find(sampler, said.Text("scheduler")) : null,
            GuidanceScale = said.Number("cfgscale"),
            Seed = said.Seed("seed"),
            Width = said.Whole("width"),
            Height = said.Whole("height"),
            ClipSkip = said.Whole("clipstopatlayer") is < 0 and var layer ? -layer - 1 : null,
            Denoise = said.Member("initimage") is null ? null : said.Number("initimagecreativity"),
            Model = said.Text("model") is { } model ? FileNames.Plain(model) : null,
            ModelHash = json.Elements("sui_models").Where(it => it.Text("param") == "model").Select(it => Hash(it.Text("hash"))).FirstOrDefault(),
            Concepts = [.. loras.Concat(tags).Select(concept => concept with { Hash = hashes.GetValueOrDefault(concept.Name) })],
        };
    }

    /// <summary>InvokeAI in <c>invokeai_metadata</c>; older ones name LoRA and model by <c>model_name</c>.</summary>
    public static FileSettings? Invoke(JsonElement json)
    {
        if (json.Member("positive_prompt") is null) return null;
        return new FileSettings
        {
            Source = "InvokeAI",
            Prompt = json.Text("positive_prompt"),
            NegativePrompt = json.Text("negative_prompt"),
            Steps = json.Whole("steps"),
            Sampler = json.Text("scheduler") is { } scheduler ? SamplerNames.Find(scheduler, null) : null,
            GuidanceScale = json.Number("cfg_scale"),
            Seed = json.Seed("seed"),
            Width = json.Whole("width"),
            Height = json.Whole("height"),
            ClipSkip = json.Whole("clip_skip"),
            Denoise = json.Text("generation_mode") is { } mode && mode.EndsWith("img2img", StringComparison.Ordinal) ? json.Number("strength") : null,
            Model = json.Member("model") is { } model ? Name(model) : null,
            ModelHash = json.Member("model") is { } hashed ? Hash(hashed.Text("hash")) : null,
            Concepts =
            [
                .. json.Elements("loras").Select(lora => (Model: lora.Member("model") ?? lora.Member("lora"), Weight: lora.Number("weight") ?? 1))
                    .Where(lora => lora.Model is { } named && Name(named) is not null)
                    .Select(lora => new FileConcept(Name(lora.Model!.Value)!, lora.Weight) { Hash = Hash(lora.Model.Value.Text("hash")) }),
            ],
            Further = [.. json.Elements("controlnets").Any() ? ["ControlNet"] : Array.Empty<string>(), .. json.Elements("ipAdapters").Any() ? ["IP Adapter"] : Array.Empty<string>()],
        };
    }

    /// <summary>Fooocus, scheme "fooocus", in <c>parameters</c> or in the EXIF comment; null when it is not that.</summary>
    public static FileSettings? Fooocus(JsonElement json)
    {
        if (json.Member("base_model") is null || json.Member("prompt") is null) return null;
        var size = (json.Text("resolution") ?? "").Trim('(', ')').Split(',');
        return new FileSettings
        {
            Source = "Fooocus",
            Prompt = json.Text("prompt"),
            NegativePrompt = json.Text("negative_prompt"),
            Steps = json.Whole("steps"),
            Sampler = json.Text("sampler") is { } sampler ? SamplerNames.Find(sampler, json.Text("scheduler")) : null,
            GuidanceScale = json.Number("guidance_scale"),
            Seed = json.Seed("seed"),
            Width = size is [var width, _] && int.TryParse(width, CultureInfo.InvariantCulture, out var w) ? w : null,
            Height = size is [_, var height] && int.TryParse(height, CultureInfo.InvariantCulture, out var h) ? h : null,
            ClipSkip = json.Whole("clip_skip") is > 0 and var skip ? skip - 1 : null,
            Model = FileNames.Plain(json.Text("base_model") ?? ""),
            ModelHash = Hash(json.Text("base_model_hash")),
            Concepts =
            [
                .. json.Elements("loras").Where(lora => lora.ValueKind == JsonValueKind.Array && lora.GetArrayLength() >= 2 && lora[0].Text() is not null)
                    .Select(lora => new FileConcept(FileNames.Plain(lora[0].Text()!), lora[1].Number() ?? 1) { Hash = lora.GetArrayLength() > 2 ? Hash(lora[2].Text()) : null }),
            ],
            Further = json.Text("styles") is { Length: > 2 } ? ["styles"] : [],
        };
    }

    private static string? Name(JsonElement model) => (model.Text("name") ?? model.Text("model_name")) is { } name ? FileNames.Plain(name) : null;

    // "0x…", "sha256:…" and "blake3:…" stand in front of some.
    private static string? Hash(string? hash) => hash?[(hash.LastIndexOf(':') + 1)..].ToLowerInvariant().Replace("0x", "", StringComparison.Ordinal);

    // A list, or names with commas between them.
    private static IReadOnlyList<string> Texts(JsonElement json, string name) => json.Member(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.Text() ?? "")],
        { ValueKind: JsonValueKind.String } text => (text.GetString() ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
