using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Gallery;

/// <summary>A setting in which two pictures differ.</summary>
internal sealed record PictureDifference(string What, string Left, string Right)
{
    /// <param name="names">Of the concepts in both.</param>
    public static IReadOnlyList<PictureDifference> Between(PictureInfo left, PictureInfo right, IReadOnlyDictionary<Guid, string> names)
    {
        var (a, b) = (left.Settings, right.Settings);
        PictureDifference[] settings =
        [
            new(GalleryTexts.Prompt, a.Prompt, b.Prompt),
            new(GalleryTexts.Avoid, Words(a.NegativePrompt), Words(b.NegativePrompt)),
            new(GalleryTexts.Seed, Text($"{a.Seed}"), Text($"{b.Seed}")),
            new(GalleryTexts.Varied, Words(a.Variation), Words(b.Variation)),
            new(GalleryTexts.Steps, Text($"{a.Steps}"), Text($"{b.Steps}")),
            new(GalleryTexts.Guidance, Text($"{a.GuidanceScale:0.##}"), Text($"{b.GuidanceScale:0.##}")),
            new(GalleryTexts.Sampler, SamplerWords.Of(a.Scheduler), SamplerWords.Of(b.Scheduler)),
            new(GalleryTexts.Size, $"{a.Width} × {a.Height}", $"{b.Width} × {b.Height}"),
            new(GalleryTexts.ClipSkip, Text($"{a.ClipSkip}"), Text($"{b.ClipSkip}")),
            new(GalleryTexts.QuietTogether, Words(a.IsSettled), Words(b.IsSettled)),
            Starts(a.Start, b.Start),
        ];
        var concepts = left.Recipe.Concat(right.Recipe).Select(entry => entry.ConceptId).Distinct()
            .Select(id => new PictureDifference(names.GetValueOrDefault(id, GalleryTexts.ConceptGone), Words(left.Recipe, id), Words(right.Recipe, id)));
        return [.. settings.Concat(concepts).Where(difference => difference.Left != difference.Right)];
    }

    private static PictureDifference Starts(StartPicture? left, StartPicture? right)
    {
        var (a, b) = (Words(left), Words(right));
        return a == b && left?.Blob != right?.Blob ? new(GalleryTexts.StartPicture, GalleryTexts.OneStart, GalleryTexts.OtherStart) : new(GalleryTexts.StartPicture, a, b);
    }

    private static string Words(string text) => text.Length == 0 ? GalleryTexts.None : text;

    private static string Words(bool isSo) => isSo ? GalleryTexts.SaidYes : GalleryTexts.SaidNo;

    private static string Words(PictureVariation? variation) =>
        variation is null ? GalleryTexts.NotVaried : GalleryTexts.VariedBy.With(Text($"{variation.Strength:0.##}"), variation.Seed);

    private static string Words(StartPicture? start) => start is null ? GalleryTexts.None : GalleryTexts.DrawnAnew.With(Text($"{start.Strength:0 %}"));

    private static string Words(IReadOnlyList<RecipeEntry> recipe, Guid concept) =>
        recipe.FirstOrDefault(entry => entry.ConceptId == concept && entry.Enabled) is { } entry ? GalleryTexts.StrengthAndVersion.With(Text($"{entry.Strength:0.00}"), entry.Version) + Place(entry.Region) : GalleryTexts.Off;

    private static string Place(RecipeRegion? region) => region is { } it ? GalleryTexts.Place.With(it.Left, it.Top, it.Width, it.Height) : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
