using SkiaSharp;

namespace ConceptHub.Engine;

/// <summary>The font of words on pictures: the pages' own, latin, since servers have none and Skia's build without dependencies knows no system fonts.</summary>
public static class LabelFont
{
    private static readonly Lazy<SKTypeface> Read = new(() =>
    {
        using var file = typeof(LabelFont).Assembly.GetManifestResourceStream("figtree-latin.ttf")
            ?? throw new InvalidOperationException("The font of the labels is not in this build.");
        return SKTypeface.FromStream(file);
    });

    /// <summary>Shared; never disposed.</summary>
    public static SKTypeface Face => Read.Value;
}
