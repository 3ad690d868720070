using System.Globalization;
using System.Text;

namespace ConceptHub.Diffusion.Text;

/// <summary>
/// Unicode normalization form C (UAX 15). The runtime's own <see cref="string.Normalize()"/> does nothing under
/// InvariantGlobalization, and CLIP was trained on composed text: "e" + accent and "é" must give the same tokens.
/// </summary>
internal static class CanonicalComposition
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TailFirst = 0x11A7;   // UAX 15, section 3.12 of the standard
    private const int Leads = 19, Vowels = 21, Tails = 28, HangulCount = Leads * Vowels * Tails;

    private static readonly Dictionary<int, int[]> Parts = [];
    private static readonly Dictionary<(int, int), int> Pairs = [];
    private static readonly Dictionary<int, byte> Classes = [];

    static CanonicalComposition()
    {
        using var stream = typeof(CanonicalComposition).Assembly.GetManifestResourceStream("canonical-composition.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                Remember(line);
    }

    public static string Compose(string text)
    {
        if (text.All(c => c < 0x300)) return text;   // nothing below U+0300 combines

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, points);
        SortMarks(points);
        var composed = new StringBuilder(text.Length);
        foreach (var point in Recompose(points)) composed.Append(new Rune(point).ToString());
        return composed.ToString();
    }

    private static void Remember(string line)
    {
        var sign = line.IndexOfAny(['=', '~']);
        var left = line[..sign];
        if (left.Split("..") is [var first, var last])
        {
            for (var point = Hex(first); point <= Hex(last); point++) Classes[point] = byte.Parse(line[(sign + 1)..], CultureInfo.InvariantCulture);
            return;
        }

        var parts = line[(sign + 1)..].Split(' ').Select(Hex).ToArray();
        Parts[Hex(left)] = parts;
        if (line[sign] == '=') Pairs[(parts[0], parts[1])] = Hex(left);
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static void Decompose(int point, List<int> into)
    {
        if (point - HangulFirst is >= 0 and < HangulCount and var syllable)
        {
            into.Add(LeadFirst + syllable / (Vowels * Tails));
            into.Add(VowelFirst + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails != 0) into.Add(TailFirst + syllable % Tails);
        }
        else if (Parts.TryGetValue(point, out var parts))
            foreach (var part in parts) Decompose(part, into);
        else
            into.Add(point);
    }

    private static void SortMarks(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (Class(points[start]) == 0) continue;
            var end = start;
            while (end < points.Count && Class(points[end]) != 0) end++;
            var sorted = points[start..end].OrderBy(Class).ToList();   // OrderBy is stable, as the algorithm asks
            for (var i = 0; i < sorted.Count; i++) points[start + i] = sorted[i];
            start = end;
        }
    }

    private static List<int> Recompose(List<int> points)
    {
        var result = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            var own = Class(point);
            var blocked = result.Count > starter + 1 && lastClass >= own;
            if (starter >= 0 && !blocked && Pair(result[starter], point) is { } composed)
            {
                result[starter] = composed;
                continue;
            }

            if (own == 0) starter = result.Count;
            lastClass = own;
            result.Add(point);
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < Leads and var lead && second - VowelFirst is >= 0 and < Vowels and var vowel)
            return HangulFirst + (lead * Vowels + vowel) * Tails;
        if (first - HangulFirst is >= 0 and < HangulCount and var syllable && syllable % Tails == 0 && second - TailFirst is > 0 and < Tails and var tail)
            return first + tail;
        return Pairs.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static byte Class(int point) => Classes.GetValueOrDefault(point);
}
