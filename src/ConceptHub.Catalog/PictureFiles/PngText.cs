using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ConceptHub.Catalog;

/// <summary>Text chunks of a PNG (W3C PNG 3rd edition, 11.3.3): read within limits, written beside the pixels.</summary>
internal static class PngText
{
    // Of one file, in bytes after inflating: ComfyUI's largest graphs stay far below, and a bomb ends here.
    private const int MostBytes = 4_000_000;
    private const int MostTexts = 64;

    // Of one file, whatever becomes of it: or many bombs, each given up on, would keep a core for minutes.
    private const int MostUnpacked = 3 * MostBytes;

    // Signature and header chunk, which every PNG begins with.
    private const int HeaderBytes = 33;

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>Texts in their order, those of an EXIF chunk included; what is broken or too large is left out.</summary>
    public static IReadOnlyList<PictureText> Read(ReadOnlySpan<byte> file)
    {
        var texts = new List<PictureText>();
        var (room, work) = (MostBytes, MostUnpacked);
        for (long at = 8; at + 12 <= file.Length && texts.Count < MostTexts;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            if (at + 12 + length > file.Length) break;
            var type = file.Slice((int)at + 4, 4);
            var body = file.Slice((int)at + 8, (int)length);
            if (type.SequenceEqual("eXIf"u8)) texts.AddRange(ExifText.Read(body));
            else if (Text(type, body, room, ref work) is { } text)
            {
                texts.Add(text);
                room -= text.Text.Length;
            }

            at += 12 + length;
        }

        return texts;
    }

    /// <summary>The same picture with these texts in front of its pixels: ASCII as <c>tEXt</c>, anything else as UTF-8 in <c>iTXt</c>, as Pillow does.</summary>
    /// <exception cref="ArgumentException">The bytes are no PNG.</exception>
    public static byte[] With(ReadOnlySpan<byte> png, IEnumerable<PictureText> texts)
    {
        if (png.Length < HeaderBytes || PictureHeader.FormatOf(png) != PictureFormat.Png) throw new ArgumentException("The bytes are no PNG.", nameof(png));
        using var file = new MemoryStream(png.Length + 4096);
        file.Write(png[..HeaderBytes]);
        foreach (var text in texts) Write(file, text);
        file.Write(png[HeaderBytes..]);
        return file.ToArray();
    }

    private static PictureText? Text(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body, int room, ref int work)
    {
        var isPlain = type.SequenceEqual("tEXt"u8);
        var isInternational = type.SequenceEqual("iTXt"u8);
        if (!isPlain && !isInternational && !type.SequenceEqual("zTXt"u8)) return null;
        var end = body.IndexOf((byte)0);
        if (end is < 1 or > 79) return null;
        var keyword = Encoding.Latin1.GetString(body[..end]);
        var rest = body[(end + 1)..];
        var text = isPlain ? Within(rest, room) : isInternational ? International(rest, room, ref work) : Packed(rest, room, ref work);
        return text is null ? null : new PictureText(keyword, text);
    }

    private static string? Within(ReadOnlySpan<byte> text, int room) => text.Length > room ? null : PictureTexts.Decode(text);

    // Compression flag, method, language, keyword in that language, text.
    private static string? International(ReadOnlySpan<byte> rest, int room, ref int work)
    {
        if (rest.Length < 4) return null;
        var isPacked = rest[0] == 1;
        var language = rest[2..].IndexOf((byte)0);
        if (language < 0) return null;
        var after = rest[(2 + language + 1)..];
        var translated = after.IndexOf((byte)0);
        if (translated < 0) return null;
        var text = after[(translated + 1)..];
        return isPacked ? Inflated(text, room, ref work) : Within(text, room);
    }

    private static string? Packed(ReadOnlySpan<byte> rest, int room, ref int work) => rest.Length > 1 ? Inflated(rest[1..], room, ref work) : null;

    private static string? Inflated(ReadOnlySpan<byte> packed, int room, ref int work)
    {
        if (work < 0) return null;
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            using var text = new MemoryStream();
            var buffer = new byte[32 * 1024];
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                work -= read;
                if (work < 0 || text.Length + read > room) return null;
                text.Write(buffer, 0, read);
            }

            return PictureTexts.Decode(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            return null; // not what it claims to be, or packed with a dictionary that nobody has
        }
    }

    private static void Write(Stream file, PictureText text)
    {
        var isAscii = Ascii.IsValid(text.Text);
        byte[] chunk =
        [
            .. isAscii ? "tEXt"u8 : "iTXt"u8, .. Encoding.ASCII.GetBytes(text.Keyword), 0,
            .. isAscii ? [] : new byte[4], // not packed, no language, no translated keyword
            .. Encoding.UTF8.GetBytes(text.Text),
        ];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, (uint)chunk.Length - 4);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(chunk));
        file.Write(number);
    }

    // W3C PNG 3rd edition, annex D.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = Remainders[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint Remainder(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        return crc;
    }
}
