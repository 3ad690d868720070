using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>A chunk of a PNG.</summary>
internal sealed record PngChunk(string Type, byte[] Body);

/// <summary>Picture files put together byte by byte, by the formats' books and without the product's own writer.</summary>
internal static class MadeFiles
{
    public static PngChunk Text(string keyword, string text) => new("tEXt", [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)]);

    public static PngChunk International(string keyword, string text, bool isPacked = false) =>
        new("iTXt", [.. Encoding.Latin1.GetBytes(keyword), 0, (byte)(isPacked ? 1 : 0), 0, .. "en"u8, 0, .. "Wörter"u8, 0, .. isPacked ? Packed(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text)]);

    public static PngChunk Compressed(string keyword, byte[] text) => new("zTXt", [.. Encoding.Latin1.GetBytes(keyword), 0, 0, .. Packed(text)]);

    /// <summary>A PNG with these chunks between header and pixels.</summary>
    public static byte[] Png(params PngChunk[] chunks)
    {
        var plain = TestHub.Png(64, 64, 10);
        return [.. plain[..33], .. chunks.SelectMany(Bytes), .. plain[33..]];
    }

    /// <summary>A JPEG with a comment in its EXIF block, in Motorola's byte order as piexif writes it.</summary>
    public static byte[] Jpeg(byte[] comment)
    {
        var plain = TestHub.Encoded(64, 64, 10, SKEncodedImageFormat.Jpeg);
        byte[] segment = [.. "Exif\0\0"u8, .. ExifComment(comment, isLittle: false)];
        return [.. plain[..2], 0xFF, 0xE1, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2), .. segment, .. plain[2..]];
    }

    /// <summary>A WebP with an EXIF chunk at its end.</summary>
    public static byte[] Webp(byte[] exif)
    {
        var plain = TestHub.Encoded(64, 64, 10, SKEncodedImageFormat.Webp);
        byte[] body = [.. plain[12..], .. "EXIF"u8, .. Little(exif.Length), .. exif, .. new byte[exif.Length % 2]];
        return [.. "RIFF"u8, .. Little(body.Length + 4), .. "WEBP"u8, .. body];
    }

    /// <summary>A TIFF whose second folder has one entry, UserComment.</summary>
    public static byte[] ExifComment(byte[] comment, bool isLittle)
    {
        byte[] Two(ushort value) => isLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] Four(int value) => isLittle ? Little(value) : [.. Little(value).Reverse()];
        return
        [
            .. isLittle ? "II"u8 : "MM"u8, .. Two(42), .. Four(8),
            .. Two(1), .. Two(0x8769), .. Two(4), .. Four(1), .. Four(26), .. Four(0),
            .. Two(1), .. Two(0x9286), .. Two(7), .. Four(comment.Length), .. Four(44), .. Four(0), .. comment,
        ];
    }

    /// <summary>A TIFF with one text tag, as Pillow writes ComfyUI's.</summary>
    public static byte[] ExifText(ushort tag, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\0");
        return [.. "II"u8, 42, 0, .. Little(8), 1, 0, (byte)tag, (byte)(tag >> 8), 2, 0, .. Little(bytes.Length), .. Little(26), .. Little(0), .. bytes];
    }

    /// <summary>All chunks of a PNG, each with its checksum tried.</summary>
    public static IReadOnlyList<PngChunk> Chunks(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = new List<PngChunk>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add(new PngChunk(Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        Assert.Equal("IEND", chunks[^1].Type);
        return chunks;
    }

    /// <summary>The text of an uncompressed chunk.</summary>
    public static (string Keyword, string Text) Read(PngChunk chunk)
    {
        var end = Array.IndexOf(chunk.Body, (byte)0);
        var keyword = Encoding.Latin1.GetString(chunk.Body, 0, end);
        if (chunk.Type == "tEXt") return (keyword, Encoding.Latin1.GetString(chunk.Body, end + 1, chunk.Body.Length - end - 1));
        Assert.Equal(("iTXt", 0), (chunk.Type, chunk.Body[end + 1]));
        var language = Array.IndexOf(chunk.Body, (byte)0, end + 3);
        var translated = Array.IndexOf(chunk.Body, (byte)0, language + 1);
        return (keyword, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(chunk.Body, translated + 1, chunk.Body.Length - translated - 1));
    }

    private static byte[] Bytes(PngChunk chunk)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(chunk.Type), .. chunk.Body];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(body));
        return [.. length, .. body, .. crc];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Little(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    // Bit by bit, as the book defines it: the product uses a table.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
            for (var bit = 0; bit < 8; bit++) crc = (((crc ^ (uint)(value >> bit)) & 1) == 1 ? 0xEDB88320u : 0) ^ (crc >> 1);
        return crc ^ 0xFFFFFFFFu;
    }
}
