using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

internal static class Palette
{
    public static readonly SKColor Ink = new(18, 18, 26);
    public static readonly SKColor White = new(250, 250, 250);
    public static readonly SKColor Mouth = new(178, 42, 60);

    private static readonly SKColor[] Colours =
    [
        new(224, 44, 44), new(246, 138, 28), new(252, 216, 52), new(46, 166, 70), new(46, 92, 222),
        new(134, 58, 190), new(248, 130, 186), new(124, 76, 42), new(50, 50, 58), new(246, 246, 246),
    ];

    private static readonly SKColor[] Skins = [new(255, 219, 190), new(230, 178, 132), new(172, 114, 72), new(106, 66, 44)];

    public static SKColor Of(ColourName colour) => Colours[(int)colour];

    public static SKColor Skin(int skin) => Skins[skin];

    /// <summary>A colour that stands out from <paramref name="colour"/> yet belongs to it: for stripes, ears, roofs.</summary>
    public static SKColor Contrast(SKColor colour) =>
        Luminance(colour) > 0.55f ? Mix(colour, Ink, 0.5f) : Mix(colour, White, 0.6f);

    public static SKColor Darker(SKColor colour) =>
        Luminance(colour) < 0.25f ? Mix(colour, White, 0.25f) : Mix(colour, Ink, 0.3f);

    public static SKColor Mix(SKColor from, SKColor to, float share) => new(
        Blend(from.Red, to.Red, share), Blend(from.Green, to.Green, share), Blend(from.Blue, to.Blue, share));

    public static float Luminance(SKColor colour) => (0.3f * colour.Red + 0.59f * colour.Green + 0.11f * colour.Blue) / 255;

    private static byte Blend(byte from, byte to, float share) => (byte)(from + (to - from) * share);
}
