using ConceptHub.ToyWorld.Drawing;
using SkiaSharp;

namespace ConceptHub.ToyWorld.HeldOut;

/// <summary>Parts of <see cref="GeneratedConcepts"/>: bodies, and what is put on faces and bellies.</summary>
internal static class ConceptMarks
{
    public static readonly Action<Brush, SKColor>[] Face =
    [
        (brush, colour) => ConceptPeople.Star(brush, colour, 14, -48, 9),
        (brush, colour) => brush.Polygon(colour, -28, -70, -32, -104, -15, -88, 0, -110, 15, -88, 32, -104, 28, -70),
        (brush, colour) =>
        {
            brush.Line(Palette.Ink, 3.5f, -24, -74, 24, -52);
            brush.Circle(colour, -10, -61, 9);
        },
        (brush, colour) => brush.Line(colour, 5, 14, -76, 7, -66, 15, -59, 8, -52, 15, -42),
        (brush, colour) =>
        {
            brush.Tube(colour, 5, Shapes.Oval(-11, -52, 11, 9), 0, 170);
            brush.Tube(colour, 5, Shapes.Oval(11, -52, 11, 9), 10, 170);
        },
        (brush, colour) =>
        {
            brush.Arc(colour, 6, Shapes.Oval(0, -62, 31, 34), 190, 160);
            brush.Box(colour, -36, -70, -22, -50, 5);
            brush.Box(colour, 22, -70, 36, -50, 5);
        },
        (brush, colour) => brush.Polygon(colour, -18, -32, 0, -24, 18, -32, 18, -14, 0, -22, -18, -14),
    ];

    public static readonly Action<Brush, SKColor>[] Belly =
    [
        (brush, colour) => ConceptPeople.Star(brush, colour, 0, -22, 17),
        (brush, colour) =>
        {
            using var heart = Shapes.Heart(0, -22, 16);
            brush.Fill(heart, colour);
        },
        (brush, colour) => brush.Line(colour, 6, -24, -14, -12, -28, 0, -14, 12, -28, 24, -14),
        (brush, colour) => brush.Circle(colour, 0, -22, 13),
        (brush, colour) => brush.Polygon(colour, -16, -86, 0, -118, 16, -86),
        (brush, colour) => brush.Box(colour, -26, -30, 26, -16, 3),
        (brush, colour) => brush.Polygon(colour, -18, -46, 0, -38, 18, -46, 18, -30, 0, -36, -18, -30),
    ];

    public static void Blob(Brush brush, SKColor colour)
    {
        foreach (var x in new[] { -20f, 0, 20 }) brush.Box(colour, x - 7, -20, x + 7, 0, 7);
        brush.Ellipse(colour, 0, -30, 32, 26);
        brush.Ellipse(colour, 0, -66, 28, 26);
        Animals.Eyes(brush, -68);
        brush.Chord(Palette.Ink, Shapes.Oval(0, -56, 8, 7), 0, 180);
    }

    public static void Machine(Brush brush, SKColor colour)
    {
        brush.Box(colour, -40, -48, 40, 0, 6);
        brush.Box(Palette.Darker(colour), -26, -88, 26, -50, 4);
        foreach (var x in new[] { -13f, 13f }) brush.Box(Palette.White, x - 6, -76, x + 6, -64, 2);
        brush.Box(Palette.Ink, -12, -58, 12, -54);
    }
}
