using System.Buffers.Binary;

namespace ConceptHub.Catalog;

internal enum PictureFormat { Other, Png, Jpeg, Webp }

/// <summary>
/// What the first bytes of a picture claim, read without a decoder: nothing is allocated for the sides, so a bomb costs nothing.
/// PNG: W3C PNG 3rd edition, chunks before IDAT. JPEG: ITU T.81 markers up to SOF. WebP: RFC 9649.
/// </summary>
internal readonly record struct PictureHeader(PictureFormat Format, long WidthPixels, long HeightPixels, bool IsAnimated)
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static PictureFormat FormatOf(ReadOnlySpan<byte> head) =>
        head.StartsWith(PngSignature) ? PictureFormat.Png
        : head is [0xFF, 0xD8, 0xFF, ..] ? PictureFormat.Jpeg
        : head.Length >= 12 && head[..4].SequenceEqual("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8) ? PictureFormat.Webp
        : PictureFormat.Other;

    /// <returns>Sides of 0 when the header is broken.</returns>
    public static PictureHeader Read(ReadOnlySpan<byte> file) => FormatOf(file) switch
    {
        PictureFormat.Png => Png(file),
        PictureFormat.Jpeg => Jpeg(file),
        PictureFormat.Webp => Webp(file),
        PictureFormat.Other => default,
    };

    private static PictureHeader Png(ReadOnlySpan<byte> file)
    {
        var broken = new PictureHeader(PictureFormat.Png, 0, 0, false);
        if (file.Length < 33 || !file[12..16].SequenceEqual("IHDR"u8)) return broken;
        long width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        long height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        for (long at = 8; at + 12 <= file.Length;)
        {
            var type = file.Slice((int)at + 4, 4);
            if (type.SequenceEqual("IDAT"u8)) return new PictureHeader(PictureFormat.Png, width, height, false);
            if (type.SequenceEqual("acTL"u8)) return new PictureHeader(PictureFormat.Png, width, height, true);
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
        }

        return broken;
    }

    private static PictureHeader Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 < file.Length;)
        {
            if (file[at] != 0xFF) break;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill byte
                continue;
            }

            // SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC).
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new PictureHeader(PictureFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), false);
            at += marker is 0x01 or (>= 0xD0 and <= 0xD7) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return new PictureHeader(PictureFormat.Jpeg, 0, 0, false);
    }

    private static PictureHeader Webp(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30) return new PictureHeader(PictureFormat.Webp, 0, 0, false);
        var body = file[20..];
        var chunk = file[12..16];
        if (chunk.SequenceEqual("VP8X"u8)) return new PictureHeader(PictureFormat.Webp, 1 + UInt24(body[4..]), 1 + UInt24(body[7..]), (body[0] & 0x02) != 0);
        if (chunk.SequenceEqual("VP8 "u8))
            return new PictureHeader(PictureFormat.Webp, BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF, false);
        if (!chunk.SequenceEqual("VP8L"u8)) return new PictureHeader(PictureFormat.Webp, 0, 0, false);
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
        return new PictureHeader(PictureFormat.Webp, 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF), false);
    }

    private static long UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
