using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>What a style does to colours while drawing and to pixels afterwards. The unchanged rule is the flat style.</summary>
internal class StyleRule
{
    /// <summary>Half of an edge's thickness in pixels: its inner half lies below the filling.</summary>
    public virtual float EdgeWidth => 2.2f;

    public virtual SKColor Fill(SKColor colour) => colour;

    /// <summary>Stripes and dots.</summary>
    public virtual SKColor Mark(SKColor colour) => Fill(colour);

    public virtual SKColor Line(SKColor colour) => colour;

    /// <summary>Null: no edge. Scenes go without edges in most styles, so that subjects stand out.</summary>
    public virtual SKColor? Edge(SKColor colour, bool isSubject) => isSubject ? Palette.Ink : null;

    public virtual void AfterSky(SKCanvas canvas) { }

    /// <param name="pixels">RGB, row-major, changed in place.</param>
    /// <param name="size">Width and height in pixels.</param>
    public virtual void Finish(byte[] pixels, int size) { }
}

/// <summary>Ink on white paper.</summary>
internal sealed class OutlineRule : StyleRule
{
    public override float EdgeWidth => 2.6f;
    public override SKColor Fill(SKColor colour) => Palette.White;
    public override SKColor Mark(SKColor colour) => Palette.Ink;
    public override SKColor Line(SKColor colour) => Palette.Ink;
    public override SKColor? Edge(SKColor colour, bool isSubject) => Palette.Ink;
}

/// <summary>Bright coloured lines in the dark.</summary>
internal sealed class NeonRule : StyleRule
{
    private static readonly SKColor Dark = new(20, 12, 36);

    public override float EdgeWidth => 2.8f;
    public override SKColor Fill(SKColor colour) => Dark;
    public override SKColor Mark(SKColor colour) => Bright(colour);
    public override SKColor Line(SKColor colour) => Bright(colour);
    public override SKColor? Edge(SKColor colour, bool isSubject) => Bright(colour);

    private static SKColor Bright(SKColor colour)
    {
        if (Palette.Luminance(colour) < 0.24f && Spread(colour) < 40) return new SKColor(120, 120, 150);
        var most = Math.Max(colour.Red, Math.Max(colour.Green, colour.Blue));
        return new SKColor((byte)(colour.Red * 255 / most), (byte)(colour.Green * 255 / most), (byte)(colour.Blue * 255 / most));
    }

    private static int Spread(SKColor c) =>
        Math.Max(c.Red, Math.Max(c.Green, c.Blue)) - Math.Min(c.Red, Math.Min(c.Green, c.Blue));
}

/// <summary>Pale and soft, running out into white paper at the border.</summary>
internal sealed class WatercolourRule : StyleRule
{
    public override SKColor Fill(SKColor colour) => Palette.Mix(colour, Palette.White, 0.35f);
    public override SKColor Line(SKColor colour) => Palette.Mix(colour, Palette.White, 0.2f);
    public override SKColor? Edge(SKColor colour, bool isSubject) => isSubject ? Palette.Mix(colour, Palette.Ink, 0.35f) : null;

    public override void Finish(byte[] pixels, int size)
    {
        Filters.Soften(pixels, size, rounds: 4);
        Filters.FadeBorder(pixels, size);
    }
}

/// <summary>Squares of 8 units.</summary>
internal sealed class PixelatedRule : StyleRule
{
    public override void Finish(byte[] pixels, int size) => Filters.Pixelate(pixels, size);
}

/// <summary>Colours by brightness alone.</summary>
internal sealed class ToneRule(Func<float, SKColor> tone) : StyleRule
{
    public override void Finish(byte[] pixels, int size) => Filters.Tone(pixels, tone);
}
