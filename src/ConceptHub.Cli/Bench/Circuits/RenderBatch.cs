using System.Buffers.Binary;
using System.Text;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// One change of a page as the server sends it (Blazor's RenderBatchWriter): five tables, of which the last twenty bytes say where
/// they begin. Read here only as far as a button's handler and the texts.
/// </summary>
internal readonly ref struct RenderBatch(ReadOnlySpan<byte> bytes)
{
    private const int FrameBytes = 20, Text = 2, Attribute = 3;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The handler of what happens to an element, null when none is in this batch.</summary>
    /// <param name="happening">Such as <c>onclick</c>.</param>
    /// <param name="label">The text that the element holds alone; null takes the first element.</param>
    public ulong? HandlerOf(string happening, string? label)
    {
        if (_bytes.Length < 20) return null;
        var (frames, strings) = (At(_bytes.Length - 16), At(_bytes.Length - 4));
        ulong? pressed = null;
        for (var (i, count) = (0, At(frames)); i < count; i++)
        {
            var frame = frames + 4 + i * FrameBytes;
            if (At(frame) == Attribute && StringAt(strings, At(frame + 4)) == happening) pressed = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(frame + 12)..]);
            if (label is null && pressed is not null) return pressed;
            if (At(frame) == Text && StringAt(strings, At(frame + 4)).Trim() == label) return pressed;
        }

        return null;
    }

    /// <summary>The first of its strings that is meant, names of elements and attributes included; null without one.</summary>
    public string? First(Predicate<string> isMeant)
    {
        if (_bytes.Length < 20) return null;
        var strings = At(_bytes.Length - 4);
        for (var (i, count) = (0, (_bytes.Length - 20 - strings) / 4); i < count; i++)
            if (StringAt(strings, i) is var text && isMeant(text)) return text;
        return null;
    }

    private int At(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_bytes[offset..]);

    private string StringAt(int table, int index)
    {
        if (index < 0) return "";
        var (at, length, shift) = (At(table + index * 4), 0, 0);
        byte part;
        do
        {
            part = _bytes[at++];
            length |= (part & 0x7f) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return Encoding.UTF8.GetString(_bytes.Slice(at, length));
    }
}
