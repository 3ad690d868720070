using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Gallery;

/// <summary>A setting in which two pictures differ.</summary>
internal sealed record PictureDifference(string What, string Left, string Right)
{
    private const string None = "none";

    /// <param name="names">Of the concepts in both.</param>
    public static IReadOnlyList<PictureDifference> Between(PictureInfo left, PictureInfo right, IReadOnlyDictionary<Guid, string> names)
    {
        var (a, b) = (left.Settings, right.Settings);
        PictureDifference[] settings =
        [
            new("Prompt", a.Prompt, b.Prompt),
            new("Avoid", Words(a.NegativePrompt), Words(b.NegativePrompt)),
            new("Seed", Text($"{a.Seed}"), Text($"{b.Seed}")),
            new("Varied", Words(a.Variation), Words(b.Variation)),
            new("Steps", Text($"{a.Steps}"), Text($"{b.Steps}")),
            new("Guidance", Text($"{a.GuidanceScale:0.##}"), Text($"{b.GuidanceScale:0.##}")),
            new("Sampler", SamplerWords.Of(a.Scheduler), SamplerWords.Of(b.Scheduler)),
            new("Size", $"{a.Width} × {a.Height}", $"{b.Width} × {b.Height}"),
            new("Clip skip", Text($"{a.ClipSkip}"), Text($"{b.ClipSkip}")),
            Starts(a.Start, b.Start),
        ];
        var concepts = left.Recipe.Concat(right.Recipe).Select(entry => entry.ConceptId).Distinct()
            .Select(id => new PictureDifference(names.GetValueOrDefault(id, "A concept that is gone"), Words(left.Recipe, id), Words(right.Recipe, id)));
        return [.. settings.Concat(concepts).Where(difference => difference.Left != difference.Right)];
    }

    private static PictureDifference Starts(StartPicture? left, StartPicture? right)
    {
        var (a, b) = (Words(left), Words(right));
        return a == b && left?.Blob != right?.Blob ? new("Start picture", "one", "another") : new("Start picture", a, b);
    }

    private static string Words(string text) => text.Length == 0 ? None : text;

    private static string Words(PictureVariation? variation) => variation is null ? "no" : Text($"by {variation.Strength:0.##} with {variation.Seed}");

    private static string Words(StartPicture? start) => start is null ? None : Text($"{start.Strength:0 %} drawn anew");

    private static string Words(IReadOnlyList<RecipeEntry> recipe, Guid concept) =>
        recipe.FirstOrDefault(entry => entry.ConceptId == concept && entry.Enabled) is { } entry ? Text($"{entry.Strength:0.00}, version {entry.Version}{Place(entry.Region)}") : "off";

    private static string Place(RecipeRegion? region) => region is { } it ? Text($", at {it.Left} % and {it.Top} %, {it.Width} % × {it.Height} %") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
