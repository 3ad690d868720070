using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>Paths; the caller disposes them.</summary>
internal static class Shapes
{
    public static SKPath Ellipse(float x, float y, float radiusX, float radiusY)
    {
        using var path = new SKPathBuilder();
        path.AddOval(Oval(x, y, radiusX, radiusY));
        return path.Detach();
    }

    public static SKPath Box(float left, float top, float right, float bottom, float radius = 0)
    {
        using var path = new SKPathBuilder();
        path.AddRoundRect(new SKRect(left, top, right, bottom), radius, radius);
        return path.Detach();
    }

    public static SKPath Polygon(ReadOnlySpan<float> points, bool close)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(points[0], points[1]);
        for (var i = 2; i < points.Length; i += 2) path.LineTo(points[i], points[i + 1]);
        if (close) path.Close();
        return path.Detach();
    }

    public static SKPath Circles(float radius, ReadOnlySpan<float> centres)
    {
        using var path = new SKPathBuilder();
        for (var i = 0; i < centres.Length; i += 2) path.AddCircle(centres[i], centres[i + 1], radius);
        return path.Detach();
    }

    public static SKPath Arc(SKRect oval, float start, float sweep)
    {
        using var path = new SKPathBuilder();
        path.AddArc(oval, start, sweep);
        return path.Detach();
    }

    public static SKPath Chord(SKRect oval, float start, float sweep)
    {
        using var path = new SKPathBuilder();
        path.AddArc(oval, start, sweep);
        path.Close();
        return path.Detach();
    }

    public static SKPath Heart(float x, float y, float half)
    {
        using var path = new SKPathBuilder();
        path.MoveTo(x, y + half);
        path.CubicTo(x - half * 1.9f, y - half * 0.2f, x - half * 0.9f, y - half * 1.5f, x, y - half * 0.5f);
        path.CubicTo(x + half * 0.9f, y - half * 1.5f, x + half * 1.9f, y - half * 0.2f, x, y + half);
        path.Close();
        return path.Detach();
    }

    public static SKRect Oval(float x, float y, float radiusX, float radiusY) =>
        new(x - radiusX, y - radiusY, x + radiusX, y + radiusY);
}
