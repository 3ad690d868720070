using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

internal static class Objects
{
    public const float Foot = 122;
    private static readonly SKColor Glass = new(176, 224, 250);

    public static SubjectArt Of(SubjectDescription subject)
    {
        Action<Brush, SKColor, PatternName> draw = subject.Name switch
        {
            SubjectName.Mug => Mug,
            SubjectName.Car => Car,
            SubjectName.House => House,
            SubjectName.Ball => Ball,
            SubjectName.Balloon => Balloon,
            _ => throw new ArgumentOutOfRangeException(nameof(subject), subject.Name, null),
        };
        return new SubjectArt(brush => draw(brush, Palette.Of(subject.Colour), subject.Pattern), Foot);
    }

    public static void Mug(Brush brush, SKColor colour, PatternName pattern)
    {
        brush.Tube(colour, 9.5f, Shapes.Oval(30, -38, 18, 19), -90, 180);
        using (var cup = Shapes.Box(-38, -74, 30, 0, 9)) brush.Patterned(cup, colour, pattern);
        brush.Ellipse(Palette.Darker(colour), -4, -73, 34, 8);
    }

    private static void Car(Brush brush, SKColor colour, PatternName pattern)
    {
        brush.Polygon(colour, -32, -36, -20, -64, 20, -64, 34, -36);
        brush.Polygon(Glass, -23, -38, -15, -57, -3, -57, -3, -38);
        brush.Polygon(Glass, 4, -38, 4, -57, 16, -57, 25, -38);
        using (var body = Shapes.Box(-52, -40, 52, -10, 11)) brush.Patterned(body, colour, pattern);
        foreach (var x in new[] { -28f, 28f })
        {
            brush.Circle(Palette.Ink, x, -10, 13);
            brush.Circle(new SKColor(190, 190, 200), x, -10, 6);
        }
    }

    private static void House(Brush brush, SKColor colour, PatternName pattern)
    {
        using (var wall = Shapes.Box(-38, -58, 38, 0)) brush.Patterned(wall, colour, pattern);
        brush.Polygon(Palette.Darker(colour), -48, -56, 0, -98, 48, -56);
        brush.Box(new SKColor(110, 66, 38), -10, -32, 10, 0);
        brush.Box(new SKColor(255, 232, 130), -32, -46, -16, -30);
        brush.Box(new SKColor(255, 232, 130), 16, -46, 32, -30);
    }

    private static void Ball(Brush brush, SKColor colour, PatternName pattern)
    {
        using (var ball = Shapes.Ellipse(0, -42, 42, 42)) brush.Patterned(ball, colour, pattern);
        Gleam(brush, -17, -60);
    }

    private static void Balloon(Brush brush, SKColor colour, PatternName pattern)
    {
        brush.Line(Palette.Ink, 3.4f, 0, -26, 4, -14, -4, -2, 0, 8);
        brush.Polygon(colour, 0, -36, 8, -22, -8, -22);
        using (var balloon = Shapes.Ellipse(0, -70, 34, 40)) brush.Patterned(balloon, colour, pattern);
        Gleam(brush, -13, -86);
    }

    /// <summary>Without an edge, unlike any other part.</summary>
    private static void Gleam(Brush brush, float x, float y) => brush.Line(Palette.White, 9, x, y, x + 2, y - 2);
}
