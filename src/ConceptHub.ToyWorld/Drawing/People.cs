using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>People are busts whose shirt runs out of the picture below.</summary>
internal static class People
{
    public const float Foot = 128;
    private static readonly SKRect Skull = Shapes.Oval(0, -60, 24, 26);
    private static readonly SKRect Scalp = Shapes.Oval(0, -61, 26.5f, 28.5f);

    public static SubjectArt Of(SubjectDescription subject) => new(brush => Draw(brush, subject.Look!, Palette.Of(subject.Colour)), Foot);

    /// <summary>From the back to the front: hair behind, body, head, face, hair before, glasses, hat.</summary>
    private static void Draw(Brush brush, PersonLook look, SKColor shirt)
    {
        var hair = Palette.Of(look.HairColour);
        HairBehind(brush, look.Hair, hair);
        Body(brush, shirt, Palette.Skin(look.Skin));
        Head(brush, Palette.Skin(look.Skin));
        if (look.Beard) brush.Chord(hair, Skull, 5, 170);
        HairBefore(brush, look.Hair, hair);
        Eyes(brush);
        Smile(brush, look.Beard ? Palette.White : Palette.Mouth);
        Glasses(brush, look.Glasses);
        Hat(brush, look.Hat);
    }

    public static void Body(Brush brush, SKColor shirt, SKColor skin)
    {
        brush.Box(shirt, -38, -28, 38, 30, 18);
        brush.Box(skin, -9, -42, 9, -22, 7);
    }

    public static void Head(Brush brush, SKColor skin)
    {
        brush.Circle(skin, -24, -58, 6);
        brush.Circle(skin, 24, -58, 6);
        brush.Ellipse(skin, 0, -60, 24, 26);
    }

    public static void Eyes(Brush brush)
    {
        Eye(brush, -10);
        Eye(brush, 10);
    }

    public static void Eye(Brush brush, float x) => brush.Circle(Palette.Ink, x, -61, 4);

    public static void Smile(Brush brush, SKColor colour) => brush.Chord(colour, Shapes.Oval(0, -50, 9, 8), 0, 180);

    public static void HairCap(Brush brush, SKColor colour) => brush.Chord(colour, Scalp, 200, 140);

    public static void HairBehind(Brush brush, HairName hair, SKColor colour)
    {
        switch (hair)
        {
            case HairName.Long: brush.Box(colour, -33, -92, 33, -12, 26); break;
            case HairName.Short: brush.Chord(colour, Shapes.Oval(0, -62, 30, 29), 160, 220); break;
            case HairName.Bun: brush.Circle(colour, 0, -96, 13); break;
            case HairName.Ponytail: brush.Ellipse(colour, 33, -50, 12, 28); break;
            case HairName.Curly:
                brush.Cloud(colour, 13, -26, -46, -30, -62, -26, -78, -12, -90, 12, -90, 26, -78, 30, -62, 26, -46, 0, -80);
                break;
        }
    }

    public static void HairBefore(Brush brush, HairName hair, SKColor colour)
    {
        if (hair == HairName.Bald) return;
        if (hair == HairName.Mohawk) brush.Box(colour, -8, -110, 8, -74, 8);
        else if (hair == HairName.Curly) brush.Cloud(colour, 9, -16, -80, -5, -83, 6, -83, 17, -80);
        else HairCap(brush, colour);
    }

    private static void Glasses(Brush brush, GlassesName glasses)
    {
        if (glasses == GlassesName.None) return;
        if (glasses == GlassesName.Sunglasses)
        {
            brush.Box(Palette.Ink, -22, -70, -2, -55, 5);
            brush.Box(Palette.Ink, 2, -70, 22, -55, 5);
            brush.Line(Palette.Ink, 4, -22, -66, 22, -66);
            brush.Line(Palette.White, 3, -16, -65, -11, -65);
            brush.Line(Palette.White, 3, 8, -65, 13, -65);
            return;
        }

        foreach (var x in new[] { -11f, 11f })
        {
            brush.Circle(Palette.White, x, -62, 9.5f);
            brush.Arc(Palette.Ink, 3, Shapes.Oval(x, -62, 9.5f, 9.5f), 0, 360);
            brush.Circle(Palette.Ink, x, -62, 3.6f);
        }
    }

    private static void Hat(Brush brush, HatName hat)
    {
        switch (hat)
        {
            case HatName.Cap:
                brush.Chord(new SKColor(214, 40, 48), Shapes.Oval(0, -72, 28, 26), 180, 180);
                brush.Box(new SKColor(150, 24, 34), -4, -76, 42, -68, 4);
                break;
            case HatName.Tophat:
                brush.Box(new SKColor(44, 40, 56), -20, -112, 20, -76, 2);
                brush.Box(new SKColor(190, 40, 60), -20, -86, 20, -77);
                brush.Box(new SKColor(44, 40, 56), -34, -78, 34, -71, 3);
                break;
            case HatName.Beanie:
                brush.Circle(Palette.White, 0, -100, 8);
                brush.Chord(new SKColor(40, 120, 200), Shapes.Oval(0, -74, 28, 25), 180, 180);
                brush.Box(new SKColor(140, 200, 244), -30, -80, 30, -70, 4);
                break;
        }
    }
}
