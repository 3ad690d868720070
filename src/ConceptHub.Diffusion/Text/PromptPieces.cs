using System.Globalization;
using System.Text;

namespace ConceptHub.Diffusion.Text;

/// <summary>
/// Splits cleaned text as CLIP's pattern does:
/// <c>'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+</c>. Written out because .NET's classes see halves of characters beyond U+FFFF.
/// </summary>
internal static class PromptPieces
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind { Space, Letter, Number, Other }

    public static IEnumerable<string> Split(string text)
    {
        var position = 0;
        while (position < text.Length)
        {
            var length = PieceAt(text, position);
            if (length > 0) yield return text.Substring(position, length);
            position += Math.Max(length, 1);
        }
    }

    /// <summary>Length of the piece that begins here; 0 for white space.</summary>
    private static int PieceAt(string text, int start)
    {
        if (Contractions.FirstOrDefault(c => string.CompareOrdinal(text, start, c, 0, c.Length) == 0) is { } contraction)
            return contraction.Length;

        var first = RuneAt(text, start);
        var kind = KindOf(first);
        if (kind == Kind.Space) return 0;
        var end = start + first.Utf16SequenceLength;
        if (kind == Kind.Number) return end - start;
        while (end < text.Length && RuneAt(text, end) is var next && KindOf(next) == kind) end += next.Utf16SequenceLength;
        return end - start;
    }

    private static Rune RuneAt(string text, int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;

    private static Kind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when Rune.IsWhiteSpace(rune) => Kind.Space,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
        _ => Kind.Other,
    };
}
