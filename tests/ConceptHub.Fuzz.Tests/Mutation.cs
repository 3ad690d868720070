using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ConceptHub.Fuzz.Tests;

/// <summary>Changes that readers stumble over: to texts word by word, to bytes as such. All from the random numbers that are handed in.</summary>
internal static class Mutation
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "2", "127", "128", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "-9223372036854775808", "1e5", "1e308", "1e309", "-1e309", "0.1", "1.0", "NaN", "Infinity", "-Infinity", "01", "1_000", "٣",
    ];

    private static readonly string[] Pieces =
    [
        "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "true", "false", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\0", "\u202e", "\ufeff", "\ud800", "é", "名", "\U0001f600",
        "(", ")", "((", "))", "[", "]", "<", ">", "<lora:a:1>", "\\(", "AND", "BREAK", "{1,999}", "(a{1,999}){1,999}", ".*", "~", "!", "|", ";", "&", "=", "%", "%00", "%f0", "+", "#", "\n", "\r\n", "\t", " ", "../", "..\\", "C:\\", "//",
        "<script>", "javascript:", "**", "__", "~~", "`", "```", "> ", "- ", "1. ", "# ", "![](", "[](", "@", "http://", "Steps: ", "Negative prompt: ", "__metadata__", "dtype", "data_offsets",
    ];

    public static string Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-300, 300).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        _ => Numbers[random.Next(Numbers.Length)],
    };

    /// <summary>None to seven changes.</summary>
    public static string Text(Random random, string text)
    {
        for (var changes = random.Next(8); changes > 0 && text.Length < 100_000; changes--) text = Change(random, text);
        return text;
    }

    /// <summary>None to seven changes.</summary>
    public static byte[] Bytes(Random random, byte[] bytes)
    {
        for (var changes = random.Next(8); changes > 0 && bytes.Length is > 0 and < 100_000; changes--) bytes = Change(random, bytes);
        return bytes;
    }

    private static string Change(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 24), text.Length - at);
        switch (random.Next(9))
        {
            case 0: return text.Remove(at, length);
            case 1: return text.Insert(at, text.Substring(at, length));
            case 2: return text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 3: return text.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(2, 400))));
            case 4: return ReplaceNumber(random, text, at);
            case 5: return text[..at];
            case 6: return text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 7 when length > 0:
                var other = random.Next(text.Length);
                return text.Insert(other, text.Substring(at, length));
            default: return text.Insert(at, ((char)random.Next(0x10000)).ToString());
        }
    }

    // The next number behind the place becomes another.
    private static string ReplaceNumber(Random random, string text, int at)
    {
        while (at < text.Length && !char.IsAsciiDigit(text[at])) at++;
        var end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or 'e' or '-')) end++;
        return text.Remove(at, end - at).Insert(at, Number(random));
    }

    private static byte[] Change(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 64), bytes.Length - at);
        var changed = bytes.ToArray();
        switch (random.Next(8))
        {
            case 0:
                changed[at] ^= (byte)(1 << random.Next(8));
                return changed;
            case 1:
                changed[at] = (byte)random.Next(256);
                return changed;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5: return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]), .. bytes[at..]];
            case 6 when bytes.Length - at >= 4:
                var number = random.Next(5) switch { 0 => 0u, 1 => uint.MaxValue, 2 => 0x7fffffffu, 3 => (uint)bytes.Length, _ => (uint)random.Next(bytes.Length * 2) };
                if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at), number);
                else BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), number);
                return changed;
            default: return [.. bytes, .. bytes.AsSpan(at, length)];
        }
    }
}
