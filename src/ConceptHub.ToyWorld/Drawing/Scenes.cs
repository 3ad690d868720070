using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>The ten places. <c>drift</c> moves the one loose thing of each (sun, moon, planet) by a few units.</summary>
internal static class Scenes
{
    private static readonly SKColor Sun = new(255, 226, 70);
    private static readonly SKColor Trunk = new(120, 76, 40);

    public static Action<Brush, float> Of(SceneName scene) => scene switch
    {
        SceneName.Beach => Beach,
        SceneName.Forest => Forest,
        SceneName.City => City,
        SceneName.Desert => Desert,
        SceneName.Snow => Snow,
        SceneName.Room => Room,
        SceneName.Space => Space,
        SceneName.Underwater => Underwater,
        SceneName.Mountains => Mountains,
        SceneName.Meadow => Meadow,
        _ => throw new ArgumentOutOfRangeException(nameof(scene), scene, null),
    };

    private static void Beach(Brush brush, float drift)
    {
        brush.Sky(new SKColor(128, 208, 250));
        brush.Circle(Sun, 104 + drift, 22, 13);
        brush.Box(new SKColor(34, 128, 210), -4, 66, 132, 92);
        brush.Box(new SKColor(248, 220, 156), -4, 90, 132, 132);
        brush.Polygon(Trunk, 13, 104, 17, 46, 23, 46, 22, 104);
        var leaf = new SKColor(40, 150, 70);
        brush.Polygon(leaf, 20, 48, 2, 34, -6, 46, 4, 44);
        brush.Polygon(leaf, 20, 48, 38, 34, 48, 48, 36, 44);
        brush.Polygon(leaf, 20, 48, 12, 22, 26, 20, 26, 34);
    }

    private static void Forest(Brush brush, float drift)
    {
        brush.Sky(new SKColor(186, 226, 176));
        Fir(brush, 36, 20, 96, 20, new SKColor(52, 140, 72));
        Fir(brush, 92, 20, 96, 20, new SKColor(52, 140, 72));
        brush.Box(new SKColor(84, 130, 60), -4, 102, 132, 132);
        Fir(brush, 12 + drift, 8, 108, 24, new SKColor(22, 98, 54));
        Fir(brush, 64, 4, 108, 24, new SKColor(22, 98, 54));
        Fir(brush, 116 + drift, 8, 108, 24, new SKColor(22, 98, 54));
    }

    private static void City(Brush brush, float drift)
    {
        brush.Sky(new SKColor(40, 42, 96));
        brush.Circle(new SKColor(252, 244, 200), 22 + drift, 20, 12);
        Tower(brush, 2, 44, 30);
        Tower(brush, 98, 22, 30);
        Tower(brush, 34, 62, 26);
        Tower(brush, 66, 40, 28);
        brush.Box(new SKColor(60, 58, 76), -4, 114, 132, 132);
    }

    private static void Desert(Brush brush, float drift)
    {
        brush.Sky(new SKColor(255, 208, 134));
        brush.Circle(new SKColor(250, 108, 56), 26 + drift, 26, 16);
        brush.Ellipse(new SKColor(234, 168, 86), 30, 122, 84, 44);
        brush.Ellipse(new SKColor(212, 140, 64), 110, 130, 76, 40);
        var cactus = new SKColor(48, 140, 70);
        brush.Box(cactus, 92, 66, 104, 72, 3);
        brush.Box(cactus, 92, 50, 98, 72, 3);
        brush.Box(cactus, 104, 76, 122, 82, 3);
        brush.Box(cactus, 116, 58, 122, 82, 3);
        brush.Box(cactus, 102, 36, 112, 112, 5);
    }

    private static void Snow(Brush brush, float drift)
    {
        brush.Sky(new SKColor(178, 206, 236));
        SnowFir(brush, 16 + drift, 100);
        SnowFir(brush, 112 + drift, 100);
        brush.Ellipse(new SKColor(250, 252, 255), 64, 138, 110, 46);
        foreach (var (x, y) in new[] { (12, 12), (40, 26), (62, 10), (88, 22), (114, 12), (32, 56), (94, 54), (64, 40) })
            brush.Circle(Palette.White, x, y, 3.2f);
    }

    private static void Room(Brush brush, float drift)
    {
        brush.Sky(new SKColor(240, 210, 176));
        brush.Box(new SKColor(158, 100, 62), -4, 100, 132, 132);
        brush.Box(Palette.White, 8, 14, 46, 58);
        brush.Box(new SKColor(130, 200, 246), 12, 18, 25, 34);
        brush.Box(new SKColor(130, 200, 246), 29, 18, 42, 34);
        brush.Box(new SKColor(130, 200, 246), 12, 38, 25, 54);
        brush.Box(new SKColor(130, 200, 246), 29, 38, 42, 54);
        brush.Box(new SKColor(110, 70, 46), 107 + drift, 44, 111 + drift, 112);
        brush.Polygon(new SKColor(236, 96, 76), 100 + drift, 22, 118 + drift, 22, 125 + drift, 48, 93 + drift, 48);
    }

    private static void Space(Brush brush, float drift)
    {
        brush.Sky(new SKColor(46, 30, 100));
        foreach (var (x, y) in new[] { (10, 14), (34, 38), (58, 8), (12, 62), (116, 66), (78, 36), (104, 100), (44, 112), (30, 16) })
            brush.Circle(Palette.White, x, y, 2);
        brush.Circle(new SKColor(240, 144, 84), 100 + drift, 26, 17);
        brush.Line(new SKColor(252, 220, 160), 5, 76 + drift, 34, 124 + drift, 18);
        brush.Circle(new SKColor(90, 180, 240), 18, 98, 12);
    }

    private static void Underwater(Brush brush, float drift)
    {
        brush.Sky(new SKColor(60, 190, 220));
        brush.Box(new SKColor(36, 152, 200), -4, 40, 132, 132);
        brush.Box(new SKColor(22, 112, 172), -4, 80, 132, 132);
        brush.Box(new SKColor(224, 196, 130), -4, 116, 132, 134, 6);
        var weed = new SKColor(40, 160, 90);
        foreach (var x in new[] { 10f, 24f, 104f, 118f })
            brush.Line(weed, 6, x, 120, x + 5, 106, x - 3, 92, x + 4, 76);
        foreach (var (x, y, r) in new[] { (18, 40, 6), (28, 20, 4), (108, 50, 5), (100, 22, 7) })
            brush.Arc(Palette.White, 2.6f, Shapes.Oval(x + drift, y, r, r), 0, 360);
    }

    private static void Mountains(Brush brush, float drift)
    {
        brush.Sky(new SKColor(206, 196, 240));
        Peak(brush, 28 + drift, 26, 52);
        Peak(brush, 102 + drift, 18, 56);
        brush.Ellipse(new SKColor(96, 160, 92), 64, 138, 120, 34);
    }

    private static void Meadow(Brush brush, float drift)
    {
        brush.Sky(new SKColor(150, 218, 255));
        brush.Cloud(Palette.White, 9, 20 + drift, 24, 31 + drift, 19, 42 + drift, 24);
        brush.Cloud(Palette.White, 9, 90 - drift, 30, 101 - drift, 25, 112 - drift, 30);
        brush.Ellipse(new SKColor(126, 206, 96), 100, 130, 90, 58);
        brush.Ellipse(new SKColor(96, 188, 76), 24, 134, 80, 52);
        foreach (var (x, y) in new[] { (10, 98), (26, 116), (104, 96), (118, 114) })
        {
            brush.Cloud(new SKColor(240, 90, 130), 4, x - 4, y, x + 4, y, x, y - 4, x, y + 4);
            brush.Circle(Sun, x, y, 3);
        }
    }

    private static void Fir(Brush brush, float x, float top, float bottom, float half, SKColor colour)
    {
        brush.Box(Trunk, x - 4, bottom - 14, x + 4, bottom + 4);
        brush.Polygon(colour, x, top, x + half, bottom - 12, x - half, bottom - 12);
    }

    private static void SnowFir(Brush brush, float x, float bottom)
    {
        brush.Polygon(new SKColor(70, 120, 110), x, 34, x + 22, bottom, x - 22, bottom);
        brush.Polygon(Palette.White, x, 34, x + 9, 61, x, 55, x - 9, 61);
    }

    private static void Tower(Brush brush, float left, float top, float width)
    {
        brush.Box(new SKColor(78, 74, 136), left, top, left + width, 120);
        for (var y = top + 7; y < 106; y += 16)
            for (var x = left + 5; x + 6 < left + width; x += 11)
                brush.Box(new SKColor(255, 220, 96), x, y, x + 6, y + 8);
    }

    private static void Peak(Brush brush, float x, float top, float half)
    {
        brush.Polygon(new SKColor(122, 118, 148), x, top, x + half, 118, x - half, 118);
        brush.Polygon(Palette.White, x, top, x + half * 0.3f, top + 29, x + 4, top + 22, x - 4, top + 31, x - half * 0.28f, top + 27);
    }
}
