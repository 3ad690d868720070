using System.Buffers.Binary;
using System.Text;

namespace ConceptHub.Catalog;

/// <summary>The texts of an EXIF block (CIPA DC-008, a TIFF 6.0 file in miniature) in which programs keep how a picture was made.</summary>
internal static class ExifText
{
    private const int MostEntries = 512;
    private const ushort Model = 0x0110, ExifPointer = 0x8769, UserComment = 0x9286;
    private const ushort Ascii = 2, Long = 4, Undefined = 7;
    private const string ComfyPrompt = "prompt:";

    /// <param name="block">With or without the <c>Exif\0\0</c> in front; anything else gives nothing.</param>
    public static IReadOnlyList<PictureText> Read(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith("Exif\0\0"u8)) block = block[6..];
        if (block.Length < 8) return [];
        var isLittle = block[..4].SequenceEqual("II*\0"u8);
        if (!isLittle && !block[..4].SequenceEqual("MM\0*"u8)) return [];

        var tiff = new Tiff(block, isLittle);
        var texts = new List<PictureText>();
        var room = block.Length; // values lie beside each other: entries that all name the whole block would be read again and again
        var pointer = Folder(tiff, tiff.Number(4), texts, ref room);
        if (pointer > 0) Folder(tiff, pointer, texts, ref room);
        return texts;
    }

    /// <returns>Where the folder of camera settings lies, or 0.</returns>
    private static uint Folder(Tiff tiff, uint offset, List<PictureText> texts, ref int room)
    {
        if (offset + 2L > tiff.Bytes.Length) return 0;
        var count = Math.Min(tiff.Short((int)offset), (ushort)MostEntries);
        uint pointer = 0;
        for (var i = 0; i < count; i++)
        {
            var at = offset + 2L + 12L * i;
            if (at + 12 > tiff.Bytes.Length) break;
            var (tag, type) = (tiff.Short((int)at), tiff.Short((int)at + 2));
            if (tag == ExifPointer && type == Long) pointer = tiff.Number((int)at + 8);
            else if (tag is UserComment or <= Model && Value(tiff, (int)at, type) is { IsEmpty: false } value && value.Length <= room)
            {
                room -= value.Length;
                if (Text(tag, value, tiff.IsLittle) is { } text) texts.Add(text);
            }
        }

        return pointer;
    }

    // Values of up to four bytes lie in the entry itself.
    private static ReadOnlySpan<byte> Value(Tiff tiff, int entry, ushort type)
    {
        if (type is not (Ascii or Undefined)) return [];
        var length = tiff.Number(entry + 4);
        var start = length <= 4 ? (uint)entry + 8 : tiff.Number(entry + 8);
        return start + (long)length > tiff.Bytes.Length ? [] : tiff.Bytes.Slice((int)start, (int)length);
    }

    private static PictureText? Text(ushort tag, ReadOnlySpan<byte> value, bool isLittle) => tag switch
    {
        UserComment => new PictureText(nameof(UserComment), Comment(value, isLittle)),
        // ComfyUI keeps its graphs in WebP as "prompt:{…}" and "workflow:{…}", from the tag Model downwards.
        <= Model when Plain(value) is var text && text.StartsWith(ComfyPrompt, StringComparison.OrdinalIgnoreCase) =>
            new PictureText("prompt", text[ComfyPrompt.Length..]),
        _ => null,
    };

    private static string Plain(ReadOnlySpan<byte> value) => PictureTexts.Decode(value).TrimEnd('\0');

    // Eight bytes name the encoding; "UNICODE" is UTF-16 in an order that programs do not agree on.
    private static string Comment(ReadOnlySpan<byte> value, bool isLittle)
    {
        if (value.Length < 8) return Plain(value);
        var text = value[8..];
        if (value.StartsWith("UNICODE\0"u8)) return Utf16(text, isLittle).TrimEnd('\0');
        return value.StartsWith("ASCII\0\0\0"u8) || value[..8].IndexOfAnyExcept((byte)0) < 0 ? Plain(text) : Plain(value);
    }

    private static string Utf16(ReadOnlySpan<byte> text, bool isLittle)
    {
        if (text.StartsWith<byte>([0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(text[2..]);
        if (text.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode.GetString(text[2..]);
        var (zerosFirst, zerosSecond) = (0, 0);
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            if (text[i] == 0) zerosFirst++;
            if (text[i + 1] == 0) zerosSecond++;
        }

        var isBig = zerosFirst == zerosSecond ? !isLittle : zerosFirst > zerosSecond;
        return (isBig ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(text);
    }

    private readonly ref struct Tiff(ReadOnlySpan<byte> bytes, bool isLittle)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public bool IsLittle { get; } = isLittle;

        public ushort Short(int at) => IsLittle ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes[at..]) : BinaryPrimitives.ReadUInt16BigEndian(Bytes[at..]);

        public uint Number(int at) => IsLittle ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(Bytes[at..]);
    }
}
