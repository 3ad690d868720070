using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace ConceptHub.Fuzz.Tests;

/// <param name="IsTaken">Whether it becomes a picture, cleaned; else it is refused with a sentence.</param>
internal sealed record HostilePicture(string Name, byte[] File, bool IsTaken)
{
    public override string ToString() => Name;
}

/// <summary>Files that have broken other sites: made here, each the first time it is asked for, so that none lies in the repository.</summary>
internal static class PictureBombs
{
    private const int Most = 10 * 1024 * 1024; // what an upload takes at all

    public static IEnumerable<HostilePicture> All => Png().Concat(Jpeg()).Concat(Webp()).Concat(Others()).Concat(Polyglots());

    /// <summary>What no stored picture holds: programs, pages, archives, and all that is said about its maker.</summary>
    public static IReadOnlyList<byte[]> Traces { get; } = [.. new[] { "<script", "<?php", "%PDF", "PK\u0003\u0004", "Exif", "GPS", "secret-place", "tEXt", "zTXt", "iTXt", "eXIf", "iCCP" }.Select(Encoding.Latin1.GetBytes)];

    /// <summary>A JPEG that is red in its upper left corner once it is turned as EXIF says, 1 to 8.</summary>
    public static byte[] Turned(int orientation)
    {
        using var bitmap = new SKBitmap(160, 96);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            var (right, bottom) = (orientation is 2 or 3 or 7 or 8, orientation is 3 or 4 or 6 or 7); // CIPA DC-008, tag 0x0112
            using var paint = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(right ? 80 : 0, bottom ? 48 : 0, 80, 48, paint);
        }

        return WithExif(Encoded(bitmap, SKEncodedImageFormat.Jpeg), Exif(orientation));
    }

    private static IEnumerable<HostilePicture> Png()
    {
        yield return Refused("png 30000 x 30000", Png(30000, 30000, [0]));
        yield return Refused("png 65535 x 64", Png(65535, 64, [0]));
        yield return Refused("png 64 x 65535", Png(64, 65535, [0]));
        yield return Refused("png 1 x 65535", Png(1, 65535, [0]));
        yield return Refused("png 0 x 64", Png(0, 64, [0]));
        yield return Refused("png 64 x 0", Png(64, 0, [0]));
        yield return Refused("png 2147483647 x 2147483647", Png(int.MaxValue, int.MaxValue, [0]));
        yield return Refused("png 4294967295 x 1", Png(uint.MaxValue, 1, [0]));
        yield return Refused("png 8192 x 8192", Png(8192, 8192, [0]));
        yield return Taken("png of 39.7 megapixels in 5 kB", Png(6300, 6300, new byte[6300 * (1 + (6300 / 8) + 1)], bits: 1));
        yield return Taken("png with 50 MB behind its last row", Png(64, 64, new byte[50_000_000]));
        yield return Taken("png with 200000 texts", Png(64, 64, Rows, Chunks("tEXt", "a\0b", 200_000)));
        yield return Taken("png with a text of 100 MB, packed", Png(64, 64, Rows, Chunk("zTXt", [.. "parameters\0\0"u8, .. Deflated(new byte[100_000_000])])));
        yield return Taken("png with 90 packed texts of 100 MB", Png(64, 64, Rows, Repeated(Chunk("zTXt", [.. "parameters\0\0"u8, .. Deflated(new byte[100_000_000])]), 90)));
        yield return Taken("png with a colour profile of 100 MB, packed", Png(64, 64, Rows, Chunk("iCCP", [.. "p\0\0"u8, .. Deflated(new byte[100_000_000])])));
        yield return Refused("apng of 100000 frames", Png(64, 64, Rows, Chunk("acTL", [0, 1, 0x86, 0xA0, 0, 0, 0, 0])));
        yield return Refused("png with a wrong sum in its header", Broken(Png(64, 64, Rows), 29));
        yield return Refused("png without pixels", [.. Png(64, 64, [])[..33], .. Chunk("IEND", [])]);
        yield return Refused("png whose chunk claims 2 GB", [.. Png(64, 64, Rows)[..33], 0x7f, 0xff, 0xff, 0xff, .. "tEXtabc"u8]);
        var whole = Noise(200, 200, SKEncodedImageFormat.Png);
        for (var part = 1; part < 16; part++) yield return Refused($"png cut at {part}/16", whole[..(whole.Length * part / 16)]);
    }

    private static IEnumerable<HostilePicture> Jpeg()
    {
        yield return Refused("jpeg 65500 x 65500", Progressive(65500, 65500, 0));
        yield return Refused("jpeg of 38 megapixels in 20000 scans", Progressive(6200, 6200, 20_000));
        yield return Taken("jpeg of 38 megapixels in 24 scans", Progressive(6200, 6200, 24));
        yield return Refused("jpeg of 64 scans", Progressive(1024, 1024, 64));
        var plain = Noise(200, 200, SKEncodedImageFormat.Jpeg);
        yield return Taken("jpeg with a megabyte of exif", WithExif(plain, new byte[60_000], 18));
        yield return Taken("jpeg with thumbnails in thumbnails", Enumerable.Range(0, 40).Aggregate(Noise(64, 64, SKEncodedImageFormat.Jpeg), (inner, _) => inner.Length > 60_000 ? inner : WithExif(Noise(64, 64, SKEncodedImageFormat.Jpeg), inner)));
        yield return Refused("jpeg of 12 bits", Changed(plain, 0xC0, frame => frame[4] = 12));
        yield return Taken("jpeg that claims arithmetic coding", Changed(plain, 0xC0, frame => frame[1] = 0xC9));
        yield return Refused("jpeg of 0 x 0", Changed(plain, 0xC0, frame => frame.Slice(5, 4).Clear()));
        yield return Taken("jpeg that claims to be larger than it is", Changed(plain, 0xC0, frame => (frame[5], frame[7]) = (0x17, 0x17)));
        yield return Refused("jpeg without a frame", [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9]);
        for (var part = 1; part < 16; part += 2) yield return Refused($"jpeg cut at {part}/16", plain[..(plain.Length * part / 16)]);
    }

    private static IEnumerable<HostilePicture> Webp()
    {
        yield return Refused("webp canvas of 16384 x 16384", Webp("VP8X", [0, 0, 0, 0, 0xFF, 0x3F, 0, 0xFF, 0x3F, 0]));
        yield return Refused("webp canvas of 16777216 x 16777216", Webp("VP8X", [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
        yield return Refused("webp lossless of 16383 x 16383", Webp("VP8L", [0x2F, 0xFE, 0xBF, 0xFF, 0x0F, 0, 0, 0]));
        var random = new Random(7);
        for (var time = 0; time < 8; time++)
        {
            // The shape of CVE-2023-4863: Huffman tables that do not fit.
            var tables = new byte[4096];
            random.NextBytes(tables);
            yield return Refused($"webp lossless with tables of noise {time}", Webp("VP8L", [0x2F, 0xC7, 0xC0, 0x31, 0, .. tables]));
        }

        yield return Refused("webp that moves", Webp("VP8X", [2, 0, 0, 0, 63, 0, 0, 63, 0, 0]));
        var whole = Noise(200, 200, SKEncodedImageFormat.Webp);
        for (var part = 1; part < 16; part += 3) yield return Refused($"webp cut at {part}/16", whole[..(whole.Length * part / 16)]);
    }

    private static IEnumerable<HostilePicture> Others()
    {
        yield return Refused("nothing", []);
        yield return Refused("one byte", [0x89]);
        yield return Refused("more than 10 MB", new byte[Most + 1]);
        yield return Refused("gif of 65535 x 65535", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x3B]);
        yield return Refused("gif of 100000 frames", [.. "GIF89a"u8, 64, 0, 64, 0, 0, 0, 0, .. Repeated([0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0], 100_000)]);
        foreach (var (name, start) in new[]
        {
            ("avif", "\0\0\0\u0020ftypavif"), ("heic", "\0\0\0\u0018ftypheic"), ("tiff", "II*\0"), ("bmp", "BM"), ("ico", "\0\0\u0001\0"), ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
            ("pdf", "%PDF-1.7"), ("zip", "PK\u0003\u0004"), ("html", "<!doctype html><script>alert(1)</script>"), ("program", "\u007fELF"), ("pickle", "\u0080\u0004"), ("mp4", "\0\0\0\u0018ftypmp42"),
        })
        {
            yield return Refused($"{name} called png", [.. Encoding.Latin1.GetBytes(start), .. new byte[500]]);
        }

        // 42.zip in little: archives in archives are never opened.
        yield return Refused("archive in archives", Enumerable.Range(0, 5).Aggregate(new byte[100_000], (inner, _) => Archive(inner)));
    }

    private static IEnumerable<HostilePicture> Polyglots()
    {
        var (png, jpeg, webp) = (Noise(64, 64, SKEncodedImageFormat.Png), Noise(64, 64, SKEncodedImageFormat.Jpeg), Noise(64, 64, SKEncodedImageFormat.Webp));
        yield return Refused("gif and script", [.. "GIF89a/*"u8, .. new byte[40], .. "*/=1;alert(1)"u8]);
        yield return Taken("png and page", [.. png, .. "<html><script>alert(1)</script>"u8]);
        yield return Taken("png and php", [.. png, .. "<?php system($_GET[0]); ?>"u8]);
        yield return Taken("png and archive", [.. png, .. Archive(new byte[100])]);
        yield return Taken("png with a page in a text", [.. png[..33], .. Chunk("tEXt", [.. "Comment\0<script>alert(1)</script>"u8]), .. png[33..]]);
        yield return Taken("jpeg and archive", [.. jpeg, .. Archive(new byte[100])]);
        yield return Taken("jpeg and pdf", [.. jpeg, .. "%PDF-1.7 1 0 obj"u8]);
        yield return Taken("jpeg with script in exif", WithExif(jpeg, [.. Exif(1), .. "<script>alert(1)</script>"u8]));
        yield return Taken("jpeg with its place", WithExif(jpeg, [.. Exif(1), .. "GPS secret-place"u8]));
        yield return Taken("jpeg with a comment", [.. jpeg[..2], 0xFF, 0xFE, 0, 33, .. "<script>alert(document)</script"u8, .. jpeg[2..]]);
        yield return Taken("webp and script", [.. webp, .. "<script>alert(1)</script>"u8]);
    }

    private static HostilePicture Refused(string name, byte[] file) => new(name, file, IsTaken: false);

    private static HostilePicture Taken(string name, byte[] file) => new(name, file, IsTaken: true);

    // 64 rows of grey with their filter bytes.
    private static byte[] Rows => new byte[64 * 65];

    private static byte[] Png(uint width, uint height, byte[] rows, byte[]? before = null, byte bits = 8)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. before ?? [], .. Chunk("IDAT", Deflated(rows)), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)body.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(named));
        return chunk;
    }

    private static byte[] Chunks(string type, string body, int count) => Repeated(Chunk(type, Encoding.Latin1.GetBytes(body)), count);

    private static byte[] Repeated(byte[] piece, int count)
    {
        var all = new byte[piece.Length * count];
        for (var i = 0; i < count; i++) piece.CopyTo(all, i * piece.Length);
        return all;
    }

    // W3C PNG 3rd edition, annex D.
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize)) deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Broken(byte[] file, int at)
    {
        file[at] ^= 0xFF;
        return file;
    }

    /// <summary>A grey JPEG whose first scan says that every block is 0, and each further one says so again in some fifty bytes (ITU T.81, G.1.2).</summary>
    private static byte[] Progressive(int width, int height, int scans)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)]);
        file.Write([0xFF, 0xC2, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);
        file.Write([0xFF, 0xC4, 0, 20, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);       // DC: one code, a difference of 0
        file.Write([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xE0]);    // AC: one code, a run of blocks that end
        var blocks = (width + 7) / 8 * ((height + 7) / 8);
        file.Write([0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 0, 0]);
        if (scans > 0) file.Write(new byte[(blocks / 8) + 1]);
        for (var scan = 1; scan < scans; scan++)
        {
            file.Write([0xFF, 0xDA, 0, 8, 1, 1, 0x00, 1, 63, 0]);
            file.Write(Runs(blocks));
        }

        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    // Each run is the code 0 and fourteen bits; ones fill the last byte, and 0xFF is followed by 0.
    private static byte[] Runs(int blocks)
    {
        var bits = new List<bool>();
        for (var left = blocks; left > 0; left -= 32767)
        {
            bits.Add(false);
            for (var bit = 13; bit >= 0; bit--) bits.Add(((Math.Min(left, 32767) - 16384) >> bit & 1) == 1 || left < 16384);
        }

        while (bits.Count % 8 != 0) bits.Add(true);
        return [.. bits.Chunk(8).Select(byteBits => byteBits.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0))).SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [(byte)value])];
    }

    private static byte[] WithExif(byte[] jpeg, byte[] block, int times = 1)
    {
        byte[] body = [.. "Exif\0\0"u8, .. block];
        byte[] segment = [0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];
        return [.. jpeg[..2], .. Repeated(segment, times), .. jpeg[2..]];
    }

    // One entry: the orientation.
    private static byte[] Exif(int orientation) => [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    private delegate void FrameChange(Span<byte> frame);

    private static byte[] Changed(byte[] jpeg, byte marker, FrameChange change)
    {
        var changed = jpeg.ToArray();
        change(changed.AsSpan(changed.AsSpan().IndexOf([(byte)0xFF, marker])));
        return changed;
    }

    private static byte[] Webp(string type, byte[] body) => Grown([.. "RIFF\0\0\0\0WEBP"u8, .. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(body.Length), .. body, .. new byte[body.Length % 2]]);

    // The length of the whole is that of the whole.
    private static byte[] Grown(byte[] file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), (uint)file.Length - 8);
        return file;
    }

    private static byte[] Archive(byte[] content)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("../../evil.sh").Open())
            entry.Write(content);
        return file.ToArray();
    }

    private static byte[] Noise(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        var random = new Random(5);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)x));
        return Encoded(bitmap, format);
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
