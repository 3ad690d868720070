using ConceptHub.Diffusion;
using SkiaSharp;

namespace ConceptHub.Engine;

/// <summary>Pictures of one size in rows and columns with labels, filled one by one.</summary>
public sealed class ContactSheet : IDisposable
{
    private const int LongestSide = 4096, LongestPreviewSide = 768, SmallestText = 11, LargestText = 36;
    private static readonly SKColor Paper = SKColors.White, Ink = new(0x1C, 0x1B, 0x22), Empty = new(0xEC, 0xEB, 0xF0);
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private readonly int _columns, _cellWidth, _cellHeight, _gap, _left, _top;
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    /// <param name="columns">Labels from left to right.</param>
    /// <param name="rows">Labels from top to bottom.</param>
    /// <param name="widthPixels">Of a picture.</param>
    /// <param name="heightPixels">Of a picture.</param>
    public ContactSheet(IReadOnlyList<string> columns, IReadOnlyList<string> rows, int widthPixels, int heightPixels)
    {
        // A sheet is for comparing; its pictures are kept at full size beside it.
        var scale = Math.Min(1, Math.Min((double)LongestSide / (columns.Count * widthPixels), (double)LongestSide / (rows.Count * heightPixels)));
        (_columns, _cellWidth, _cellHeight) = (columns.Count, Math.Max(1, (int)(widthPixels * scale)), Math.Max(1, (int)(heightPixels * scale)));
        _gap = Math.Max(2, _cellWidth / 48);
        using var font = new SKFont(LabelFont.Face, Math.Clamp(_cellWidth / 9f, SmallestText, LargestText)) { Edging = SKFontEdging.Antialias, Subpixel = true };
        var line = (int)Math.Ceiling(font.Size * 1.7f);
        _left = _gap + (rows.All(string.IsNullOrEmpty) ? 0 : Math.Min(_cellWidth, (int)Math.Ceiling(rows.Max(row => font.MeasureText(row)))) + 2 * _gap);
        _top = _gap + (columns.All(string.IsNullOrEmpty) ? 0 : line);

        _bitmap = new SKBitmap(new SKImageInfo(_left + _columns * (_cellWidth + _gap), _top + rows.Count * (_cellHeight + _gap), SKColorType.Rgba8888, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _canvas.Clear(Paper);
        using var ink = new SKPaint { Color = Ink, IsAntialias = true };
        using var empty = new SKPaint { Color = Empty };
        for (var cell = 0; cell < columns.Count * rows.Count; cell++) _canvas.DrawRect(Place(cell), empty);
        foreach (var (i, label) in columns.Index())
            _canvas.DrawText(Fitting(label, font, _cellWidth), Place(i).MidX, _top - line * 0.35f, SKTextAlign.Center, font, ink);
        foreach (var (i, label) in rows.Index())
            _canvas.DrawText(Fitting(label, font, _cellWidth), _left - 2 * _gap, Place(i * _columns).MidY + font.Size * 0.35f, SKTextAlign.Right, font, ink);
    }

    /// <param name="cell">Row by row, from 0.</param>
    /// <param name="picture">Half drawn or finished; takes the place of what was there.</param>
    public void Show(int cell, RgbImage picture)
    {
        using var bitmap = PictureFile.Bitmap(picture);
        using var image = SKImage.FromBitmap(bitmap);
        _canvas.DrawImage(image, Place(cell), Smooth);
    }

    /// <summary>The sheet as it is now.</summary>
    public byte[] Png()
    {
        using var data = _bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The same as a JPEG of at most 768 pixels a side.</summary>
    public byte[] Preview() => PictureFile.Preview(_bitmap, LongestPreviewSide);

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private SKRect Place(int cell) =>
        SKRect.Create(_left + cell % _columns * (_cellWidth + _gap), _top + cell / _columns * (_cellHeight + _gap), _cellWidth, _cellHeight);

    private static string Fitting(string label, SKFont font, float width)
    {
        if (font.MeasureText(label) <= width) return label;
        var length = label.Length;
        while (length > 1 && font.MeasureText(label[..length].TrimEnd() + "…") > width) length--;
        return label[..length].TrimEnd() + "…";
    }
}
