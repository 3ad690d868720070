using ConceptHub.Diffusion;
using ConceptHub.Engine;
using SkiaSharp;

namespace ConceptHub.Cli;

/// <summary>Pictures to and from PNG files.</summary>
internal static class PngFile
{
    /// <summary>Writes one picture; folders are made as needed.</summary>
    public static void Write(string path, RgbImage image)
    {
        using var bitmap = PictureFile.Bitmap(image);
        Write(path, bitmap);
    }

    /// <summary>Writes all or nothing: a file beside it takes its name at the end.</summary>
    public static void Write(string path, SKBitmap bitmap)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var beside = path + ".new";
        using (var file = File.Create(beside)) data.SaveTo(file);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Writes pictures of one size side by side, <paramref name="columns"/> to a row, two pixels apart.</summary>
    public static void WriteGrid(string path, IReadOnlyList<RgbImage> images, int columns)
    {
        const int gap = 2;
        var (width, height) = (images[0].Width + gap, images[0].Height + gap);
        var rows = (images.Count + columns - 1) / columns;
        using var bitmap = new SKBitmap(columns * width - gap, rows * height - gap, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            for (var i = 0; i < images.Count; i++)
            {
                using var picture = PictureFile.Bitmap(images[i]);
                canvas.DrawBitmap(picture, i % columns * width, i / columns * height, SKSamplingOptions.Default);
            }
        }

        Write(path, bitmap);
    }

    /// <exception cref="InvalidDataException">The file is no picture.</exception>
    public static RgbImage Read(string path)
    {
        using var decoded = SKBitmap.Decode(path) ?? throw new InvalidDataException($"{path} is no picture.");
        using var bitmap = decoded.Copy(SKColorType.Rgba8888);
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[bitmap.Width * bitmap.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3) rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return new RgbImage(bitmap.Width, bitmap.Height, rgb);
    }
}
