using System.Runtime.InteropServices;
using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>A subject ready to be drawn. <c>Foot</c> is the y of its lowest line in the picture, in units of 128.</summary>
internal sealed record SubjectArt(Action<Brush> Draw, float Foot);

/// <summary>Puts scene, subjects and style together. The composition is nearly fixed, so that a small network can learn it.</summary>
internal static class Painter
{
    private const float Units = 128;

    public static byte[] Paint(Action<Brush, float> scene, IReadOnlyList<SubjectArt> subjects, StyleRule style, Random random, int size)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var brush = new Brush(canvas, style);
        canvas.Scale(size / Units);
        scene(brush, Jitter(random, 3));
        for (var i = 0; i < subjects.Count; i++) Place(brush, subjects[i], i, subjects.Count, random);
        canvas.Flush();
        var pixels = Rgb(bitmap);
        style.Finish(pixels, size);
        return pixels;
    }

    private static void Place(Brush brush, SubjectArt subject, int slot, int slots, Random random)
    {
        var (x, scale) = slots == 1 ? (64f, 1.06f) : (slot == 0 ? 34f : 94f, 0.66f);
        brush.Subject(x + Jitter(random, 4), subject.Foot + Jitter(random, 2), scale * (1 + Jitter(random, 0.04f)), subject.Draw);
    }

    private static float Jitter(Random random, float most) => (random.NextSingle() * 2 - 1) * most;

    private static byte[] Rgb(SKBitmap bitmap)
    {
        var rgba = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        var rgb = new byte[rgba.Length * 3];
        for (var i = 0; i < rgba.Length; i++)
        {
            var pixel = rgba[i];
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
        }

        return rgb;
    }
}
