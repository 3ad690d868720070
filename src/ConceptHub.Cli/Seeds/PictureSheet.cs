using ConceptHub.Diffusion;
using ConceptHub.Engine;
using SkiaSharp;

namespace ConceptHub.Cli.Seeds;

/// <summary>One row of a sheet: a label at its left, and under each picture a line where there are captions.</summary>
internal sealed record SheetRow(string Label, IReadOnlyList<RgbImage> Pictures, IReadOnlyList<string> Captions);

/// <summary>Rows of pictures with words, as one PNG.</summary>
internal static class PictureSheet
{
    private const int Gap = 4, LabelWidth = 84, TitleHeight = 24, CaptionHeight = 30;

    public static void Write(string path, string title, IReadOnlyList<SheetRow> rows)
    {
        var (side, columns) = (rows[0].Pictures[0].Width, rows.Max(r => r.Pictures.Count));
        var height = TitleHeight + rows.Sum(RowHeight);
        using var bitmap = new SKBitmap(LabelWidth + columns * (side + Gap), height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            Text(canvas, title, 13, new SKRect(Gap, 0, bitmap.Width, TitleHeight));
            var top = (float)TitleHeight;
            foreach (var row in rows)
            {
                Text(canvas, row.Label, 11, new SKRect(Gap, top, LabelWidth, top + side));
                for (var i = 0; i < row.Pictures.Count; i++)
                {
                    var left = LabelWidth + i * (side + Gap);
                    using var picture = PictureFile.Bitmap(row.Pictures[i]);
                    canvas.DrawBitmap(picture, left, top, SKSamplingOptions.Default);
                    if (i < row.Captions.Count) Text(canvas, row.Captions[i], 9, new SKRect(left, top + side, left + side, top + side + CaptionHeight));
                }

                top += RowHeight(row);
            }
        }

        PngFile.Write(path, bitmap);
    }

    private static int RowHeight(SheetRow row) => row.Pictures[0].Height + (row.Captions.Count > 0 ? CaptionHeight : Gap);

    /// <summary>Words in lines from the top of the box.</summary>
    private static void Text(SKCanvas canvas, string text, float size, SKRect box)
    {
        using var font = new SKFont(LabelFont.Face, size);
        using var paint = new SKPaint { Color = new SKColor(0x20, 0x20, 0x28), IsAntialias = true };
        var (line, y) = ("", box.Top + size + 2);
        foreach (var word in text.Split(' '))
        {
            var longer = line == "" ? word : $"{line} {word}";
            if (line != "" && font.MeasureText(longer) > box.Width)
            {
                canvas.DrawText(line, box.Left, y, SKTextAlign.Left, font, paint);
                (longer, y) = (word, y + size + 2);
            }

            line = longer;
        }

        canvas.DrawText(line, box.Left, y, SKTextAlign.Left, font, paint);
    }
}
