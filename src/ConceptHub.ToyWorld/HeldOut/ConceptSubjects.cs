using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

internal static class ConceptSubjects
{
    private static readonly SKColor Teal = new(20, 168, 160);
    private static readonly SKColor Gold = new(232, 186, 40);
    private static readonly SKColor Crimson = new(228, 20, 60);

    public static void Alien(Brush brush)
    {
        var lime = new SKColor(164, 226, 40);
        foreach (var side in new[] { -1f, 1f })
        {
            brush.Line(Palette.Ink, 4, side * 12, -86, side * 22, -104);
            brush.Circle(new SKColor(255, 70, 160), side * 22, -104, 7);
        }

        brush.Ellipse(lime, 0, -20, 30, 24);
        brush.Line(new SKColor(90, 40, 150), 5, -22, -18, -11, -26, 0, -14, 11, -26, 22, -18);
        brush.Ellipse(lime, 0, -64, 29, 28);
        brush.Circle(Palette.White, 0, -68, 15);
        brush.Circle(Palette.Ink, 0, -68, 7);
        brush.Line(Palette.Ink, 3.5f, -10, -46, 0, -43, 10, -46);
    }

    public static void Robot(Brush brush)
    {
        var steel = new SKColor(168, 178, 192);
        brush.Line(Palette.Ink, 4, 0, -92, 0, -104);
        brush.Circle(Crimson, 0, -106, 6);
        brush.Box(steel, -46, -44, -34, -12, 5);
        brush.Box(steel, 34, -44, 46, -12, 5);
        brush.Box(new SKColor(110, 120, 140), -30, -46, 30, 0, 4);
        brush.Circle(new SKColor(255, 190, 40), 0, -22, 11);
        brush.Line(Palette.Ink, 3.5f, 0, -22, 6, -28);
        brush.Box(steel, -34, -94, 34, -48, 5);
        brush.Box(new SKColor(0, 230, 240), -24, -84, -8, -72, 2);
        brush.Box(new SKColor(0, 230, 240), 8, -84, 24, -72, 2);
        for (var x = -16f; x <= 16; x += 8) brush.Line(Palette.Ink, 3, x, -62, x, -55);
    }

    public static void HeartMug(Brush brush)
    {
        var cream = new SKColor(255, 240, 208);
        Objects.Mug(brush, cream, PatternName.Plain);
        brush.Ellipse(Teal, -4, -73, 34, 8);
        using var heart = Shapes.Heart(-4, -40, 21);
        brush.Fill(heart, Crimson);
    }

    public static void UnicornCat(Brush brush)
    {
        Animals.Cat(brush, new SKColor(206, 170, 240), PatternName.Plain);
        brush.Circle(new SKColor(255, 90, 90), -27, -78, 8);
        brush.Circle(Gold, -33, -66, 8);
        brush.Circle(new SKColor(80, 200, 120), -36, -53, 8);
        brush.Circle(new SKColor(70, 140, 250), -34, -40, 8);
        brush.Polygon(Gold, -8, -84, 0, -114, 8, -84);
        brush.Polygon(Crimson, -18, -42, 0, -35, 18, -42, 18, -26, 0, -33, -18, -26);
    }

    public static void Octopus(Brush brush)
    {
        foreach (var x in new[] { -40f, -24, -8, 8, 24, 40 }) brush.Box(Teal, x - 7, -36, x + 7, 0, 7);
        brush.Ellipse(Teal, 0, -56, 42, 36);
        Animals.Eyes(brush, -58);
        brush.Chord(Palette.Ink, Shapes.Oval(0, -46, 8, 7), 0, 180);
        brush.Box(Palette.White, -20, -106, 20, -88, 5);
        brush.Box(new SKColor(30, 40, 90), -22, -94, 22, -86, 3);
    }
}
