using ConceptHub.Diffusion;
using SkiaSharp;

namespace ConceptHub.Cli;

/// <summary>Writes pictures as PNG files.</summary>
internal static class PngFile
{
    /// <summary>Writes one picture; folders are made as needed.</summary>
    public static void Write(string path, RgbImage image)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using var bitmap = ToBitmap(image);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        data.SaveTo(file);
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
                using var picture = ToBitmap(images[i]);
                canvas.DrawBitmap(picture, i % columns * width, i / columns * height, SKSamplingOptions.Default);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using var file = File.Create(path);
        data.SaveTo(file);
    }

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }

        System.Runtime.InteropServices.Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
