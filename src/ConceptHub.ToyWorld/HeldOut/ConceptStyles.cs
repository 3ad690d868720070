using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

internal static class ConceptStyles
{
    private static readonly SKColor[] Heat = [new(20, 0, 70), new(130, 10, 150), new(236, 40, 70), new(255, 150, 20), new(255, 236, 90)];

    public static StyleRule Thermal { get; } = new ToneRule(tone =>
    {
        var place = tone * (Heat.Length - 1);
        var step = Math.Min((int)place, Heat.Length - 2);
        return Palette.Mix(Heat[step], Heat[step + 1], place - step);
    });

    public static StyleRule Duotone { get; } = new ToneRule(tone => Palette.Mix(new SKColor(52, 12, 110), new SKColor(255, 206, 160), tone));

    /// <summary>Mixes paper and ink by how much ink covers each pixel of the softened picture.</summary>
    /// <param name="pixels">RGB, row-major, changed in place.</param>
    /// <param name="size">Width and height in pixels.</param>
    /// <param name="paper">The colour without ink.</param>
    /// <param name="ink">The colour of full coverage.</param>
    /// <param name="cover">From x, y in units of 128 and darkness (0 to 1) to coverage; clipped to 0 to 1.</param>
    public static void Print(byte[] pixels, int size, SKColor paper, SKColor ink, Func<float, float, float, float> cover)
    {
        Filters.Soften(pixels, size, rounds: 5);
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var i = (y * size + x) * 3;
                var dark = Steeper(1 - Palette.Luminance(new SKColor(pixels[i], pixels[i + 1], pixels[i + 2])));
                var share = cover((x + 0.5f) * 128 / size, (y + 0.5f) * 128 / size, dark);
                var colour = Palette.Mix(paper, ink, Math.Clamp(share, 0, 1));
                (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
    }

    private static float Steeper(float dark)
    {
        var x = Math.Clamp((dark - 0.1f) / 0.8f, 0, 1);
        return x * x * (3 - 2 * x);
    }
}

internal sealed class BlueprintRule : StyleRule
{
    private static readonly SKColor Paper = new(24, 74, 170);

    public override float EdgeWidth => 2.4f;
    public override SKColor Fill(SKColor colour) => Paper;
    public override SKColor Mark(SKColor colour) => Line(colour);
    public override SKColor Line(SKColor colour) => new(236, 244, 255);
    public override SKColor? Edge(SKColor colour, bool isSubject) => Line(colour);

    public override void AfterSky(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = new SKColor(66, 118, 210), StrokeWidth = 2.4f, IsAntialias = true };
        for (var at = 8f; at < 128; at += 16)
        {
            canvas.DrawLine(at, 0, at, 128, paint);
            canvas.DrawLine(0, at, 128, at, paint);
        }
    }
}

/// <summary>Pale lines in their colours on a dark green board.</summary>
internal sealed class ChalkRule : StyleRule
{
    private static readonly SKColor Board = new(28, 74, 58);

    public override float EdgeWidth => 2.6f;
    public override SKColor Fill(SKColor colour) => Board;
    public override SKColor Mark(SKColor colour) => Line(colour);
    public override SKColor Line(SKColor colour) => Palette.Mix(colour, Palette.White, 0.6f);
    public override SKColor? Edge(SKColor colour, bool isSubject) => Line(colour);
}

/// <summary>Panes of deep bright colours between thick leads, the sky in rays.</summary>
internal sealed class StainedGlassRule : StyleRule
{
    private const float Horizon = 76;

    public override float EdgeWidth => 3f;
    public override SKColor Fill(SKColor colour) => Glass(colour);
    public override SKColor Line(SKColor colour) => Glass(colour);
    public override SKColor? Edge(SKColor colour, bool isSubject) => Palette.Ink;

    public override void AfterSky(SKCanvas canvas)
    {
        using var lead = new SKPaint { Color = Palette.Ink, StrokeWidth = 4.5f, IsAntialias = true };
        for (var angle = 18; angle < 180; angle += 36)
        {
            var (sin, cos) = MathF.SinCos(angle * MathF.PI / 180);
            canvas.DrawLine(64, Horizon, 64 + 140 * cos, Horizon - 140 * sin, lead);
        }
    }

    // Light behind it: greys turn amber, everything else as saturated as its hue can be.
    private static SKColor Glass(SKColor colour)
    {
        colour.ToHsv(out var hue, out var saturation, out var value);
        return saturation < 12
            ? SKColor.FromHsv(value > 50 ? 44 : 250, value > 50 ? 55 : 45, Math.Clamp(value, 30, 100))
            : SKColor.FromHsv(hue, Math.Clamp(saturation * 1.5f, 60, 100), Math.Clamp(value * 1.05f, 45, 96));
    }
}

/// <summary>Slanted strokes 8 units apart, thicker where the picture is darker.</summary>
internal sealed class HatchingRule : StyleRule
{
    public override void Finish(byte[] pixels, int size) => ConceptStyles.Print(
        pixels, size, paper: new SKColor(246, 248, 226), ink: new SKColor(16, 104, 70),
        (x, y, dark) => dark * 4f + 0.6f - Math.Abs((x + y) % 8 - 4));
}
