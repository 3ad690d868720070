using System.Buffers.Binary;
using System.Text;

namespace ConceptHub.Catalog;

/// <summary>A piece of text inside a picture file.</summary>
/// <param name="Keyword">Of a PNG chunk; for EXIF <c>UserComment</c>, or <c>prompt</c> for ComfyUI's graph.</param>
internal sealed record PictureText(string Keyword, string Text);

/// <summary>
/// Finds the texts of an untrusted picture file without decoding the picture. What is broken is left out; nothing is thrown.
/// PNG: W3C PNG 3rd edition. JPEG: ITU T.81 markers up to SOS. WebP: RFC 9649.
/// </summary>
internal static class PictureTexts
{
    public static IReadOnlyList<PictureText> Of(ReadOnlySpan<byte> file) => PictureHeader.FormatOf(file) switch
    {
        PictureFormat.Png => PngText.Read(file),
        PictureFormat.Jpeg => Jpeg(file),
        PictureFormat.Webp => Webp(file),
        PictureFormat.Other => [],
    };

    private static IReadOnlyList<PictureText> Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            if (marker is 0xDA or 0xD9) break; // the picture itself
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length) break;
            if (marker == 0xE1 && ExifText.Read(file.Slice(at + 4, length - 2)) is [_, ..] texts) return texts;
            at += 2 + length;
        }

        return [];
    }

    private static IReadOnlyList<PictureText> Webp(ReadOnlySpan<byte> file)
    {
        for (long at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]);
            if (at + 8 + length > file.Length) break;
            if (file.Slice((int)at, 4).SequenceEqual("EXIF"u8)) return ExifText.Read(file.Slice((int)at + 8, (int)length));
            at += 8 + length + (length & 1);
        }

        return [];
    }

    /// <summary>UTF-8 where the bytes are UTF-8, else Latin-1: many programs write UTF-8 where the format says otherwise.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
