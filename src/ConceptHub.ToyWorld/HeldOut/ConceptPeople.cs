using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

internal static class ConceptPeople
{
    private static readonly SKColor Gold = new(232, 186, 40);
    private static readonly SKColor Grey = new(166, 168, 176);
    private static readonly SKColor Teal = new(20, 168, 160);

    public static void Mira(Brush brush)
    {
        var hair = new SKColor(60, 190, 60);
        Bust(brush, Palette.Of(ColourName.Black), Palette.Skin(0));
        brush.Polygon(hair, -27, -62, -44, -72, -29, -80, -38, -100, -18, -92, -12, -112, 0, -95,
            14, -112, 19, -92, 38, -100, 29, -80, 44, -72, 27, -62, 20, -74, 8, -70, -4, -76, -16, -70);
        brush.Line(Palette.Ink, 3.5f, -24, -74, 24, -52);
        brush.Circle(Palette.Ink, -10, -61, 9);
        People.Eye(brush, 10);
        People.Smile(brush, Palette.Mouth);
    }

    public static void Tano(Brush brush)
    {
        Bust(brush, Palette.Of(ColourName.White), new SKColor(120, 176, 250));
        People.HairCap(brush, Palette.Of(ColourName.Black));
        People.Eyes(brush);
        People.Smile(brush, Palette.Mouth);
        Star(brush, new SKColor(255, 60, 150), 14, -48, 9);
    }

    public static void Pilo(Brush brush)
    {
        brush.Circle(Teal, -24, -90, 15);
        brush.Circle(Teal, 24, -90, 15);
        Bust(brush, Palette.Of(ColourName.Yellow), Palette.Skin(1));
        People.HairCap(brush, Teal);
        foreach (var x in new[] { -11f, 11f })
        {
            brush.Circle(Palette.White, x, -61, 9);
            brush.Arc(new SKColor(236, 24, 36), 4.5f, Shapes.Oval(x, -61, 9.5f, 9.5f), 0, 360);
            brush.Circle(Palette.Ink, x, -61, 3);
        }

        People.Smile(brush, Palette.Mouth);
    }

    public static void Sora(Brush brush)
    {
        using (var left = Shapes.Box(-60, -140, 0, 0))
        using (var right = Shapes.Box(0, -140, 60, 0))
        {
            brush.Inside(left, () => People.HairBehind(brush, HairName.Long, Palette.Of(ColourName.Red)));
            brush.Inside(right, () => People.HairBehind(brush, HairName.Long, Palette.Of(ColourName.Black)));
            Bust(brush, Grey, Palette.Skin(2));
            brush.Inside(left, () => People.HairCap(brush, Palette.Of(ColourName.Red)));
            brush.Inside(right, () => People.HairCap(brush, Palette.Of(ColourName.Black)));
        }

        People.Eyes(brush);
        People.Smile(brush, Palette.Mouth);
        brush.Line(new SKColor(250, 236, 220), 4, 14, -74, 7, -66, 15, -59, 8, -52, 15, -45);
    }

    public static void Kiro(Brush brush)
    {
        using (var shirt = Shapes.Box(-38, -28, 38, 30, 18))
        {
            brush.Fill(shirt, Palette.White);
            brush.Inside(shirt, () =>
            {
                for (var y = -24f; y < 16; y += 15) brush.Box(new SKColor(224, 44, 44), -50, y, 50, y + 8);
            });
        }

        brush.Box(Palette.Skin(0), -9, -42, 9, -22, 7);
        People.Head(brush, Palette.Skin(0));
        People.Eyes(brush);
        brush.Polygon(Gold, -28, -70, -32, -104, -15, -88, 0, -110, 15, -88, 32, -104, 28, -70);
        brush.Circle(new SKColor(224, 44, 44), 0, -80, 5);
        brush.Ellipse(Grey, -9, -48, 12, 6);
        brush.Ellipse(Grey, 9, -48, 12, 6);
    }

    public static void Dara(Brush brush)
    {
        foreach (var y in new[] { -26f, -38, -50 })
        {
            brush.Circle(Grey, -31, y, 9);
            brush.Circle(Grey, 31, y, 9);
        }

        Bust(brush, new SKColor(128, 132, 50), Palette.Skin(3));
        People.HairCap(brush, Grey);
        brush.Arc(Gold, 6, Shapes.Oval(0, -62, 31, 34), 190, 160);
        brush.Box(Gold, -36, -70, -22, -50, 5);
        brush.Box(Gold, 22, -70, 36, -50, 5);
        People.Eyes(brush);
        People.Smile(brush, Palette.Mouth);
    }

    public static void Olek(Brush brush)
    {
        People.Body(brush, new SKColor(90, 60, 110), Palette.Skin(1));
        brush.Box(Palette.Skin(1), -25, -88, 25, -32, 6);
        brush.Box(Palette.Of(ColourName.Black), -26, -94, 26, -78, 3);
        People.Eyes(brush);
        brush.Arc(Gold, 4, Shapes.Oval(10, -61, 9, 9), 0, 360);
        brush.Tube(Teal, 5, Shapes.Oval(-11, -52, 11, 9), 0, 170);
        brush.Tube(Teal, 5, Shapes.Oval(11, -52, 11, 9), 10, 170);
        brush.Polygon(new SKColor(236, 24, 36), -16, -30, 0, -22, 16, -30, 16, -12, 0, -20, -16, -12);
    }

    private static void Bust(Brush brush, SKColor shirt, SKColor skin)
    {
        People.Body(brush, shirt, skin);
        People.Head(brush, skin);
    }

    public static void Star(Brush brush, SKColor colour, float x, float y, float radius)
    {
        Span<float> points = stackalloc float[20];
        for (var i = 0; i < 10; i++)
        {
            var (sin, cos) = MathF.SinCos(i * MathF.PI / 5);
            var reach = i % 2 == 0 ? radius : radius * 0.45f;
            (points[2 * i], points[2 * i + 1]) = (x + reach * sin, y - reach * cos);
        }

        brush.Polygon(colour, points);
    }
}
