using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

internal static class Styles
{
    public static StyleRule Of(StyleName style) => style switch
    {
        StyleName.Flat => new StyleRule(),
        StyleName.Outline => new OutlineRule(),
        StyleName.Pixelated => new PixelatedRule(),
        StyleName.Watercolour => new WatercolourRule(),
        StyleName.Neon => new NeonRule(),
        StyleName.Sepia => new ToneRule(tone => new SKColor(
            (byte)(40 + 212 * tone), (byte)(22 + 196 * tone), (byte)(8 + 160 * tone))),
        StyleName.Monochrome => new ToneRule(tone => new SKColor((byte)(255 * tone), (byte)(255 * tone), (byte)(255 * tone))),
        _ => throw new ArgumentOutOfRangeException(nameof(style), style, null),
    };
}
