using System.Globalization;
using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>Writes the text that AUTOMATIC1111's users know (modules/processing.py, create_infotext), with the hashes that Civitai looks for.</summary>
internal static class ParametersWriter
{
    // What both call short: the first ten characters of a SHA-256.
    private const int ShortHash = 10;

    public static string Write(PictureRecord record)
    {
        var settings = record.Settings;
        var named = record.Used.Where(concept => concept.File is not null).ToList();
        var prompt = string.Join(' ', named.Select(concept => Text($"<lora:{concept.File}:{concept.Strength:0.##}>")).Prepend(settings.Prompt));
        var negative = settings.NegativePrompt.Length == 0 ? "" : $"\nNegative prompt: {settings.NegativePrompt}";
        return $"{prompt}{negative}\n{string.Join(", ", Fields(record, named).Select(field => $"{field.Key}: {field.Value}"))}";
    }

    private static IEnumerable<(string Key, string Value)> Fields(PictureRecord record, IReadOnlyList<RecordedConcept> named)
    {
        var settings = record.Settings;
        var (sampler, schedule) = SamplerNames.ForParameters(settings.Scheduler);
        yield return ("Steps", Text($"{settings.Steps}"));
        yield return ("Sampler", ParametersFields.Quoted(sampler));
        yield return ("Schedule type", schedule);
        yield return ("CFG scale", Text($"{settings.GuidanceScale:0.##}"));
        yield return ("Seed", Text($"{settings.Seed}"));
        yield return ("Size", Text($"{settings.Width}x{settings.Height}"));
        if (record.ModelHash is { } hash) yield return ("Model hash", Short(hash));
        if (record.Model is { } model) yield return ("Model", ParametersFields.Quoted(model));
        if (settings.Start is { } start) yield return ("Denoising strength", Text($"{start.Strength:0.##}"));
        if (settings.ClipSkip > 0) yield return ("Clip skip", Text($"{settings.ClipSkip + 1}"));
        if (named.Count > 0)
        {
            yield return ("Lora hashes", JsonSerializer.Serialize(string.Join(", ", named.Select(concept => $"{concept.File}: {Short(concept.Adapter!)}")), PictureRecord.Readable));
            yield return ("Hashes", JsonSerializer.Serialize(named.ToDictionary(concept => $"lora:{concept.File}", concept => Short(concept.Adapter!)), PictureRecord.Readable));
        }

        yield return ("Version", "ConceptHub");
    }

    private static string Short(string hash) => hash[..Math.Min(ShortHash, hash.Length)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
