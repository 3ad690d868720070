using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>Animals sit upright and look at you; patterns are on the belly.</summary>
internal static class Animals
{
    public const float Foot = 124;
    private static readonly SKColor Rose = new(250, 150, 170);

    public static SubjectArt Of(SubjectDescription subject)
    {
        Action<Brush, SKColor, PatternName> draw = subject.Name switch
        {
            SubjectName.Cat => Cat,
            SubjectName.Dog => Dog,
            SubjectName.Rabbit => Rabbit,
            SubjectName.Bear => Bear,
            SubjectName.Bird => Bird,
            _ => throw new ArgumentOutOfRangeException(nameof(subject), subject.Name, null),
        };
        return new SubjectArt(brush => draw(brush, Palette.Of(subject.Colour), subject.Pattern), Foot);
    }

    public static void Cat(Brush brush, SKColor colour, PatternName pattern)
    {
        brush.Tube(colour, 8, Shapes.Oval(32, -22, 12, 18), -80, 170);
        Belly(brush, colour, pattern, 28);
        brush.Polygon(colour, -29, -100, -8, -84, -27, -66);
        brush.Polygon(colour, 29, -100, 8, -84, 27, -66);
        brush.Ellipse(colour, 0, -64, 30, 25);
        Eyes(brush, -67);
        brush.Polygon(Rose, -5, -57, 5, -57, 0, -51);
        foreach (var side in new[] { -1f, 1f })
        {
            brush.Line(Palette.Ink, 2.6f, side * 16, -56, side * 38, -60);
            brush.Line(Palette.Ink, 2.6f, side * 16, -51, side * 38, -48);
        }
    }

    private static void Dog(Brush brush, SKColor colour, PatternName pattern)
    {
        Belly(brush, colour, pattern, 30);
        brush.Ellipse(colour, 0, -66, 27, 27);
        brush.Ellipse(Palette.Darker(colour), -29, -60, 10, 24);
        brush.Ellipse(Palette.Darker(colour), 29, -60, 10, 24);
        Eyes(brush, -72);
        brush.Ellipse(new SKColor(250, 236, 214), 0, -54, 16, 12);
        brush.Chord(Rose, Shapes.Oval(0, -50, 6, 14), 0, 180);
        brush.Ellipse(Palette.Ink, 0, -59, 7, 5);
    }

    private static void Rabbit(Brush brush, SKColor colour, PatternName pattern)
    {
        Belly(brush, colour, pattern, 28);
        foreach (var x in new[] { -13f, 13f })
        {
            brush.Ellipse(colour, x, -86, 9, 22);
            brush.Ellipse(Rose, x, -86, 3, 13);
        }

        brush.Ellipse(colour, 0, -58, 25, 23);
        Eyes(brush, -62);
        brush.Ellipse(Rose, 0, -52, 5, 4);
        brush.Box(Palette.White, -5, -47, 5, -38, 1);
    }

    private static void Bear(Brush brush, SKColor colour, PatternName pattern)
    {
        Belly(brush, colour, pattern, 33);
        foreach (var x in new[] { -23f, 23f })
        {
            brush.Circle(colour, x, -88, 12);
            brush.Circle(Palette.Contrast(colour), x, -88, 5);
        }

        brush.Ellipse(colour, 0, -66, 30, 27);
        Eyes(brush, -71);
        brush.Ellipse(Palette.Mix(colour, Palette.White, 0.7f), 0, -54, 14, 11);
        brush.Ellipse(Palette.Ink, 0, -58, 6, 4.5f);
    }

    private static void Bird(Brush brush, SKColor colour, PatternName pattern)
    {
        var orange = new SKColor(250, 160, 30);
        brush.Box(orange, -16, -12, -8, 2, 3);
        brush.Box(orange, 8, -12, 16, 2, 3);
        brush.Polygon(colour, -4, -84, -12, -106, 2, -96, 12, -106, 8, -84);
        using (var body = Shapes.Ellipse(0, -48, 34, 42)) brush.Patterned(body, colour, pattern);
        brush.Ellipse(Palette.Darker(colour), -34, -42, 9, 24);
        brush.Ellipse(Palette.Darker(colour), 34, -42, 9, 24);
        Eyes(brush, -66);
        brush.Polygon(orange, -10, -56, 10, -56, 0, -40);
    }

    public static void Belly(Brush brush, SKColor colour, PatternName pattern, float half)
    {
        using var body = Shapes.Ellipse(0, -22, half, 26);
        brush.Patterned(body, colour, pattern);
    }

    public static void Eyes(Brush brush, float y)
    {
        foreach (var x in new[] { -11f, 11f })
        {
            brush.Circle(Palette.White, x, y, 6.5f);
            brush.Circle(Palette.Ink, x, y, 3);
        }
    }
}
