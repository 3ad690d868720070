using System.Runtime.InteropServices;
using ConceptHub.Diffusion;
using SkiaSharp;

namespace ConceptHub.Engine;

/// <summary>Pictures to and from files.</summary>
public static class PictureFile
{
    private const int LongestPreviewSide = 512;
    private const int PreviewQuality = 78;

    /// <summary>Without loss; for results and samples.</summary>
    public static byte[] Png(RgbImage image)
    {
        using var bitmap = Bitmap(image);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>A small JPEG for a frame that lives a quarter of a second; at most 512 pixels a side.</summary>
    public static byte[] Preview(RgbImage image)
    {
        using var bitmap = Bitmap(image);
        return Preview(bitmap, LongestPreviewSide);
    }

    /// <summary>The same of any picture.</summary>
    public static byte[] Preview(SKBitmap bitmap, int longestSide)
    {
        var scale = Math.Min(1, (double)longestSide / Math.Max(bitmap.Width, bitmap.Height));
        using var small = scale < 1
            ? bitmap.Resize(new SKImageInfo((int)(bitmap.Width * scale), (int)(bitmap.Height * scale)), new SKSamplingOptions(SKFilterMode.Linear))
            : bitmap.Copy();
        using var data = small.Encode(SKEncodedImageFormat.Jpeg, PreviewQuality);
        return data.ToArray();
    }

    /// <summary>Reads a picture so that it covers the wished size: scaled to fill, the rest cut off evenly on both sides.</summary>
    /// <exception cref="JobRefusedException">The bytes are no picture.</exception>
    public static RgbImage Cover(byte[] file, int widthPixels, int heightPixels)
    {
        using var codec = SKCodec.Create(new SKMemoryStream(file));
        using var picture = (codec is null ? null : SKBitmap.Decode(codec))
            ?? throw new JobRefusedException(FailureCode.BadPicture, "A picture cannot be read any more. Upload it again.");
        using var canvasBitmap = new SKBitmap(new SKImageInfo(widthPixels, heightPixels, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(canvasBitmap))
        using (var image = SKImage.FromBitmap(picture))
        {
            canvas.Clear(SKColors.White);
            var scale = Math.Max((float)widthPixels / picture.Width, (float)heightPixels / picture.Height);
            var (width, height) = (picture.Width * scale, picture.Height * scale);
            var place = SKRect.Create((widthPixels - width) / 2, (heightPixels - height) / 2, width, height);
            canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        return new RgbImage(widthPixels, heightPixels, WithoutAlpha(canvasBitmap.GetPixelSpan()));
    }

    /// <summary>The caller disposes.</summary>
    public static SKBitmap Bitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }

    private static byte[] WithoutAlpha(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3) rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return rgb;
    }
}
