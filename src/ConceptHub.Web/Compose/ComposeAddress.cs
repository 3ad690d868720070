using System.Globalization;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Compose;

/// <summary>The composer's state as an address and back. What is as usual is left out.</summary>
public static class ComposeAddress
{
    private const string Path = "compose";

    public static string Of(ComposeState state) => QueryHelpers.AddQueryString(Path, Parts(state));

    /// <summary>The parts of the address by their keys, without what is as usual.</summary>
    internal static Dictionary<string, string?> Parts(ComposeState state)
    {
        var usual = new ComposeState();
        var query = new Dictionary<string, string?>();
        void Say(string key, string value, string common)
        {
            if (value != common) query[key] = value;
        }

        Say("r", Write(state.Recipe), "");
        Say("p", state.Prompt, "");
        Say("n", state.NegativePrompt, "");
        Say("steps", Text(state.Steps), Text(usual.Steps));
        Say("guidance", state.GuidanceScale is { } guidance ? Text(guidance) : "", "");
        Say("seed", Text(state.Seed), Text(usual.Seed));
        Say("lock", state.IsSeedLocked ? "1" : "", "");
        Say("vary", state.Variation is { } variation ? $"{(state.IsVariationKept ? Text(variation.Seed) : "")}~{variation.Strength.ToString("0.##", CultureInfo.InvariantCulture)}" : "", "");
        Say("sampler", state.Scheduler, usual.Scheduler);
        Say("size", $"{state.Width}x{state.Height}", $"{usual.Width}x{usual.Height}");
        Say("count", Text(state.Count), Text(usual.Count));
        Say("skip", Text(state.ClipSkip), Text(usual.ClipSkip));
        Say("quiet", state.IsSettled ? "1" : "", "");
        Say("over", state.Start?.Blob ?? "", "");
        Say("strength", state.Start is { } start ? start.Strength.ToString("0.##", CultureInfo.InvariantCulture) : "", "");
        Say("public", state.IsPublic ? "1" : "", "");
        Say("from", state.ParentId?.ToString("N") ?? "", "");
        Say("by", state.IsGrouped ? "kind" : "", "");
        Say("preset", state.PresetId?.ToString("N") ?? "", "");
        Say("job", state.JobId?.ToString("N") ?? "", "");
        return query;
    }

    /// <summary>Opens the composer with everything that a picture was made with.</summary>
    public static string Of(PictureInfo picture) => Of(ComposeState.From(picture.Settings, picture.Recipe));

    /// <summary>Opens the composer with a picture to draw over, with its own words and recipe.</summary>
    public static string Over(PictureInfo picture)
    {
        var state = ComposeState.From(picture.Settings, picture.Recipe);
        state.Start = new StartPicture(picture.Blob, StartBox.UsualStrength);
        return Of(state);
    }

    /// <summary>Reads an address; what makes no sense is as usual.</summary>
    /// <returns>The state, and the concept that the address asks to add.</returns>
    public static (ComposeState State, Guid? Add) Read(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        string Said(string key) => query.TryGetValue(key, out var value) ? value.ToString() : "";
        int? Whole(string key) => int.TryParse(Said(key), CultureInfo.InvariantCulture, out var number) ? number : null;
        double? Part(string key) => double.TryParse(Said(key), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        var state = new ComposeState
        {
            Recipe = [.. Entries(Said("r"))],
            Prompt = Cut(Said("p")),
            NegativePrompt = Cut(Said("n")),
            IsSeedLocked = Said("lock") == "1",
            IsSettled = Said("quiet") == "1",
            IsPublic = Said("public") == "1",
            IsGrouped = Said("by") == "kind",
        };
        if (Whole("steps") is { } steps) state.Steps = Math.Clamp(steps, 1, 150);
        if (Part("guidance") is { } guidance) state.GuidanceScale = (float)Math.Clamp(guidance, 0, 30);
        if (long.TryParse(Said("seed"), CultureInfo.InvariantCulture, out var seed)) state.Seed = Math.Max(0, seed);
        ReadVariation(state, Said("vary"));
        if (Said("sampler") is { Length: > 0 } sampler) state.Scheduler = sampler;
        if (Said("size").Split('x') is [var width, var height] && int.TryParse(width, out var w) && int.TryParse(height, out var h)) (state.Width, state.Height) = (w, h);
        if (Whole("count") is { } count) state.Count = Math.Clamp(count, 1, 16);
        if (Whole("skip") is { } skip) state.ClipSkip = Math.Max(0, skip);
        if (Said("over") is { Length: 64 } over && over.All(char.IsAsciiHexDigitLower)) state.Start = new StartPicture(over, Math.Clamp(Part("strength") ?? StartBox.UsualStrength, 0.05, 1));
        if (Guid.TryParse(Said("from"), out var parent)) state.ParentId = parent;
        if (Guid.TryParse(Said("preset"), out var preset)) state.PresetId = preset;
        if (Guid.TryParse(Said("job"), out var job)) state.JobId = job;
        return (state, Guid.TryParse(Said("add"), out var add) ? add : null);
    }

    /// <summary>Recipe entries as one value of an address.</summary>
    public static string Write(IEnumerable<RecipeEntry> entries) => string.Join('!', entries.Select(ComposeState.Write));

    /// <summary>Reads what <see cref="Write"/> wrote; what makes no sense is left out.</summary>
    public static IReadOnlyList<RecipeEntry> Entries(string value) => [.. value.Split('!').Select(ComposeState.Read).OfType<RecipeEntry>().DistinctBy(entry => entry.ConceptId).Take(Composer.LongestRecipe)];

    // "123~0.2", or "~0.2" when the seed of the variation is drawn anew for each picture.
    private static void ReadVariation(ComposeState state, string said)
    {
        if (said.Split('~') is not [var seed, var share] || !double.TryParse(share, CultureInfo.InvariantCulture, out var strength) || !(strength > 0)) return;
        state.IsVariationKept = long.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var kept);
        state.Variation = new PictureVariation(kept, Math.Min(strength, 1));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Cut(string prompt) => prompt.Length <= 600 ? prompt : prompt[..600];
}
