using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>Real pictures, those that the shipped concepts were trained from, and what people do to pictures.</summary>
internal static class SeedPictures
{
    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.EnumerateFiles(HubHome.Find().Seed, "*.png", SearchOption.AllDirectories).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "training").Order(StringComparer.Ordinal)];

    public static byte[] Read(int number) => File.ReadAllBytes(Files[number]);

    public static SKBitmap Open(byte[] file)
    {
        using var codec = SKCodec.Create(new MemoryStream(file));
        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        return bitmap;
    }

    /// <summary>Saved anew, perhaps in another size.</summary>
    public static byte[] Saved(byte[] file, SKEncodedImageFormat format, int quality, float scale = 1)
    {
        using var picture = Open(file);
        using var scaled = Drawn(picture, (int)(picture.Width * scale), (int)(picture.Height * scale));
        using var data = scaled.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>Without a margin of so many hundredths on each side.</summary>
    public static SKBitmap Cropped(SKBitmap picture, float share)
    {
        var (x, y) = ((int)(picture.Width * share), (int)(picture.Height * share));
        return Drawn(picture, picture.Width - 2 * x, picture.Height - 2 * y, canvas => canvas.Translate(-x, -y), picture.Info.Size);
    }

    public static SKBitmap Mirrored(SKBitmap picture) => Drawn(picture, picture.Width, picture.Height, canvas => canvas.Scale(-1, 1, picture.Width / 2f, 0));

    public static SKBitmap Brighter(SKBitmap picture, float gain)
    {
        using var paint = new SKPaint { ColorFilter = SKColorFilter.CreateColorMatrix([gain, 0, 0, 0, 0, 0, gain, 0, 0, 0, 0, 0, gain, 0, 0, 0, 0, 0, 1, 0]) };
        return Drawn(picture, picture.Width, picture.Height, paint: paint);
    }

    public static SKBitmap Drawn(SKBitmap picture, int width, int height, Action<SKCanvas>? place = null, SKSizeI? size = null, SKPaint? paint = null)
    {
        var drawn = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(drawn);
        place?.Invoke(canvas);
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, SKRect.Create(size ?? drawn.Info.Size), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
        return drawn;
    }
}
