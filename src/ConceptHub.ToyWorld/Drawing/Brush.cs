using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>
/// Draws shapes the way the picture's style wants them. Coordinates are units of a 128-unit picture; for subjects the
/// origin is the middle of their foot and y grows downwards.
/// </summary>
internal sealed class Brush(SKCanvas canvas, StyleRule rule) : IDisposable
{
    private readonly SKPaint _fill = new() { IsAntialias = true, Style = SKPaintStyle.Fill };
    private readonly SKPaint _stroke = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeJoin = SKStrokeJoin.Round,
        StrokeCap = SKStrokeCap.Round,
    };
    private float _scale = 1;
    private bool _isSubject;

    public void Sky(SKColor colour)
    {
        canvas.Clear(rule.Fill(colour));
        rule.AfterSky(canvas);
    }

    /// <summary>Draws a subject with its foot at (x, y); edges keep their thickness whatever the scale.</summary>
    public void Subject(float x, float y, float scale, Action<Brush> draw)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.Scale(scale);
        (_scale, _isSubject) = (scale, true);
        draw(this);
        (_scale, _isSubject) = (1, false);
        canvas.Restore();
    }

    public void Ellipse(SKColor colour, float x, float y, float radiusX, float radiusY)
    {
        using var path = Shapes.Ellipse(x, y, radiusX, radiusY);
        Fill(path, colour);
    }

    public void Circle(SKColor colour, float x, float y, float radius) => Ellipse(colour, x, y, radius, radius);

    public void Box(SKColor colour, float left, float top, float right, float bottom, float radius = 0)
    {
        using var path = Shapes.Box(left, top, right, bottom, radius);
        Fill(path, colour);
    }

    public void Polygon(SKColor colour, params ReadOnlySpan<float> points)
    {
        using var path = Shapes.Polygon(points, close: true);
        Fill(path, colour);
    }

    /// <summary>The part of an ellipse between two angles (degrees, clockwise from the right), closed by a straight line.</summary>
    public void Chord(SKColor colour, SKRect oval, float start, float sweep)
    {
        using var path = Shapes.Chord(oval, start, sweep);
        Fill(path, colour);
    }

    /// <summary>Many circles that melt into one shape.</summary>
    public void Cloud(SKColor colour, float radius, params ReadOnlySpan<float> centres)
    {
        using var path = Shapes.Circles(radius, centres);
        Fill(path, colour);
    }

    /// <summary>A line of its own, not the edge of a shape.</summary>
    public void Line(SKColor colour, float width, params ReadOnlySpan<float> points)
    {
        using var path = Shapes.Polygon(points, close: false);
        Stroke(path, rule.Line(colour), width);
    }

    public void Arc(SKColor colour, float width, SKRect oval, float start, float sweep)
    {
        using var path = Shapes.Arc(oval, start, sweep);
        Stroke(path, rule.Line(colour), width);
    }

    /// <summary>A bent thick band with an edge, such as a handle or a tail.</summary>
    public void Tube(SKColor colour, float width, SKRect oval, float start, float sweep)
    {
        using var path = Shapes.Arc(oval, start, sweep);
        if (rule.Edge(colour, _isSubject) is { } edge) Stroke(path, edge, width + 2 * rule.EdgeWidth / _scale);
        Stroke(path, rule.Fill(colour), width);
    }

    /// <summary>Fills a shape and lays stripes or dots over it, cut at its edge.</summary>
    public void Patterned(SKPath path, SKColor colour, PatternName pattern)
    {
        Fill(path, colour);
        if (pattern == PatternName.Plain) return;
        var marks = Palette.Contrast(colour);
        Inside(path, () => PatternMarks(marks, path.Bounds, pattern));
    }

    /// <summary>Draws with everything outside the shape cut off.</summary>
    public void Inside(SKPath path, Action draw)
    {
        canvas.Save();
        canvas.ClipPath(path, antialias: true);
        draw();
        canvas.Restore();
    }

    /// <summary>The edge goes below the filling, so that overlapping parts of one path melt together.</summary>
    public void Fill(SKPath path, SKColor colour)
    {
        Edge(path, colour);
        _fill.Color = rule.Fill(colour);
        canvas.DrawPath(path, _fill);
    }

    public void Dispose()
    {
        _fill.Dispose();
        _stroke.Dispose();
    }

    private void PatternMarks(SKColor colour, SKRect bounds, PatternName pattern)
    {
        _fill.Color = rule.Mark(colour);
        var row = 0;
        for (var y = bounds.Top + 9; y < bounds.Bottom; y += 18, row++)
            if (pattern == PatternName.Striped) canvas.DrawRect(bounds.Left, y, bounds.Width, 8, _fill);
            else DotRow(bounds, y, row % 2 * 11);
    }

    private void DotRow(SKRect bounds, float y, float shift)
    {
        for (var x = bounds.MidX - 66 + shift; x < bounds.Right + 6; x += 22) canvas.DrawCircle(x, y + 4, 6, _fill);
    }

    private void Edge(SKPath path, SKColor colour)
    {
        if (rule.Edge(colour, _isSubject) is { } edge) Stroke(path, edge, 2 * rule.EdgeWidth / _scale);
    }

    private void Stroke(SKPath path, SKColor colour, float width)
    {
        (_stroke.Color, _stroke.StrokeWidth) = (colour, width);
        canvas.DrawPath(path, _stroke);
    }
}
