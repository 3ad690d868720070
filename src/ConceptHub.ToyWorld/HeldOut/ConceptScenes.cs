using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>Places; <c>drift</c> as in the ordinary scenes.</summary>
internal static class ConceptScenes
{
    public static void CandyLand(Brush brush, float drift)
    {
        brush.Sky(new SKColor(255, 188, 222));
        brush.Ellipse(new SKColor(160, 240, 206), 20, 128, 80, 44);
        brush.Ellipse(new SKColor(255, 236, 150), 110, 132, 70, 40);
        Lollipop(brush, 18 + drift, 40, new SKColor(240, 50, 110));
        Lollipop(brush, 110 - drift, 32, new SKColor(130, 90, 240));
        brush.Box(new SKColor(200, 130, 70), 40, 110, 88, 132);
    }

    public static void MarsBase(Brush brush, float drift)
    {
        brush.Sky(new SKColor(240, 178, 140));
        brush.Circle(new SKColor(120, 80, 90), 24 + drift, 20, 9);
        brush.Circle(new SKColor(120, 80, 90), 48 + drift, 12, 5);
        brush.Box(new SKColor(176, 64, 34), -4, 84, 132, 132);
        brush.Chord(new SKColor(150, 236, 240), Shapes.Oval(98, 88, 28, 36), 180, 180);
        brush.Box(new SKColor(150, 156, 168), 68, 84, 128, 92);
        foreach (var (x, y) in new[] { (16, 96), (40, 112), (112, 110) })
            brush.Ellipse(new SKColor(120, 40, 24), x, y, 12, 5);
    }

    public static void LavaCave(Brush brush, float drift)
    {
        brush.Sky(new SKColor(70, 40, 44));
        var rock = new SKColor(34, 24, 30);
        for (var i = 0; i < 5; i++)
            brush.Polygon(rock, i * 27 - 6, -4, i * 27 + 24, -4, i * 27 + 9, i % 2 == 0 ? 44 : 28);
        brush.Box(new SKColor(255, 96, 10), -4, 92, 132, 132);
        foreach (var (x, y) in new[] { (18, 102), (58, 114), (104, 104) })
            brush.Ellipse(new SKColor(255, 214, 40), x + drift, y, 16, 5);
        brush.Polygon(rock, -4, 100, -4, 54, 16, 100);
        brush.Polygon(rock, 132, 100, 132, 46, 108, 100);
    }

    public static void Temple(Brush brush, float drift)
    {
        brush.Sky(new SKColor(110, 226, 214));
        brush.Circle(new SKColor(150, 80, 200), 106 + drift, 20, 12);
        brush.Box(new SKColor(60, 110, 40), -4, 106, 132, 132);
        for (var step = 0; step < 5; step++)
            brush.Box(step % 2 == 0 ? new SKColor(222, 176, 60) : new SKColor(188, 140, 40), 4 + step * 12, 90 - step * 18, 124 - step * 12, 110 - step * 18);
    }

    private static void Lollipop(Brush brush, float x, float y, SKColor colour)
    {
        brush.Box(Palette.White, x - 3, y, x + 3, 112);
        brush.Circle(colour, x, y, 17);
        brush.Circle(Palette.White, x, y, 12);
        brush.Circle(colour, x, y, 6);
    }
}
