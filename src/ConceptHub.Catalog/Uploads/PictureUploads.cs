using System.Diagnostics;
using System.Security.Cryptography;
using SkiaSharp;

namespace ConceptHub.Catalog;

/// <summary>A file judged: clean bytes, or one sentence about what is wrong.</summary>
internal abstract record ReadPicture
{
    private ReadPicture() { }

    /// <param name="Png">Encoded anew from the pixels: no metadata, no appended bytes, turned upright, flattened on white.</param>
    public sealed record Clean(byte[] Png, int WidthPixels, int HeightPixels) : ReadPicture
    {
        /// <summary>Of the file as it came, in small hexadecimal digits.</summary>
        public string Sha256 { get; init; } = "";

        /// <summary>What it looks like; null when it is too plain to be known again.</summary>
        public PicturePrint? Print { get; init; }
    }

    public sealed record Refused(string Sentence) : ReadPicture;

    public T Match<T>(Func<Clean, T> clean, Func<Refused, T> refused) => this switch
    {
        Clean it => clean(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Reads untrusted picture files. Size and sides are judged from the header before a decoder allocates anything.</summary>
public sealed class PictureUploads
{
    public const int MaximumBytes = 10 * 1024 * 1024;
    public const int MaximumSidePixels = 8192;
    public const int MinimumSidePixels = 64;

    private const long MaximumPixels = 40_000_000;

    // Training crops far smaller pictures; more than this would only fill the disk.
    private const int StoredSidePixels = 1024;

    // A 40 megapixel picture takes 160 MB while it is decoded: one at a time.
    private readonly SemaphoreSlim _decoder = new(1);

    internal async Task<ReadPicture> ReadAsync(Stream content, CancellationToken cancellation)
    {
        if (await BytesAsync(content, cancellation) is not { } file) return new ReadPicture.Refused("is larger than 10 MB.");
        if (HeaderProblem(file) is { } problem) return new ReadPicture.Refused(problem);

        await _decoder.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Decode(file), cancellation);
        }
        finally
        {
            _decoder.Release();
        }
    }

    private static async Task<byte[]?> BytesAsync(Stream content, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (kept.Length + read > MaximumBytes) return null;
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private static string? HeaderProblem(byte[] file)
    {
        if (file.Length == 0) return "is empty.";
        var header = PictureHeader.Read(file);
        if (header.Format == PictureFormat.Other) return "is no picture in PNG, JPEG or WebP format.";
        if (header.IsAnimated) return "is animated; please give a still picture.";
        if (header.WidthPixels == 0 || header.HeightPixels == 0) return "is damaged: its size cannot be read.";
        if (Math.Max(header.WidthPixels, header.HeightPixels) > MaximumSidePixels || header.WidthPixels * header.HeightPixels > MaximumPixels)
            return $"is {header.WidthPixels} x {header.HeightPixels} pixels; at most {MaximumSidePixels} on a side and 40 megapixels are accepted.";
        if (Math.Min(header.WidthPixels, header.HeightPixels) < MinimumSidePixels)
            return $"is {header.WidthPixels} x {header.HeightPixels} pixels; at least {MinimumSidePixels} on each side are needed.";
        if (header.Format == PictureFormat.Jpeg && JpegScans.AreTooMany(file)) return $"is a JPEG of more than {JpegScans.Most} scans, which takes too long to open; please save it anew.";
        return null;
    }

    private static ReadPicture Decode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        var header = PictureHeader.Read(file);
        if (codec is null || codec.Info.Width != header.WidthPixels || codec.Info.Height != header.HeightPixels)
            return new ReadPicture.Refused("is damaged and cannot be opened.");
        if (codec.FrameCount > 1) return new ReadPicture.Refused("is animated; please give a still picture.");

        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) switch
        {
            SKCodecResult.Success => Encode(bitmap, codec.EncodedOrigin) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)) },
            SKCodecResult.IncompleteInput => new ReadPicture.Refused("is cut off: the end of the file is missing."),
            _ => new ReadPicture.Refused("is damaged and cannot be opened."),
        };
    }

    private static ReadPicture.Clean Encode(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var scale = Math.Min(1f, StoredSidePixels / (float)Math.Max(bitmap.Width, bitmap.Height));
        // Never under the minimum again: a long thin picture keeps its short side.
        scale = Math.Min(1f, Math.Max(scale, MinimumSidePixels / (float)Math.Min(bitmap.Width, bitmap.Height)));
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = ((int)MathF.Round(bitmap.Width * scale), (int)MathF.Round(bitmap.Height * scale));
        var size = turned ? new SKSizeI(height, width) : new SKSizeI(width, height);

        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgb888x, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Concat(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var upright = surface.Snapshot();
        using var png = upright.Encode(SKEncodedImageFormat.Png, 100);
        using var stored = SKBitmap.FromImage(upright);
        return new ReadPicture.Clean(png.ToArray(), size.Width, size.Height) { Print = PicturePrint.Of(stored) };
    }

    // EXIF 2.32 orientation, as the matrix from stored to upright pixels; width and height as stored.
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
