using System.Text;

namespace ConceptHub.Diffusion.Text;

/// <summary>
/// What CLIP's tokenizer does to text before splitting it: the repairs of ftfy 6.1 that concern well-formed text
/// (straight quotes, ligatures, full-width letters, control characters, composition), single spaces, lower case.
/// ftfy's mojibake and HTML repairs are left out: they guess, and a prompt box gives clean Unicode.
/// </summary>
internal static class PromptCleaning
{
    private static readonly Dictionary<char, string> Ligatures = new (char Ligature, string Letters)[]
    {
        ('Ĳ', "IJ"), ('ĳ', "ij"), ('ŉ', "ʼn"), ('Ǳ', "DZ"), ('ǲ', "Dz"), ('ǳ', "dz"), ('Ǆ', "DŽ"),
        ('ǅ', "Dž"), ('ǆ', "dž"), ('Ǉ', "LJ"), ('ǈ', "Lj"), ('ǉ', "lj"), ('Ǌ', "NJ"), ('ǋ', "Nj"),
        ('ǌ', "nj"), ('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "ſt"),
        ('ﬆ', "st"),
    }.ToDictionary(it => it.Ligature, it => it.Letters);

    public static string Clean(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var c in text) Repair(c, repaired);
        return OneSpace(CanonicalComposition.Compose(repaired.ToString())).ToLowerInvariant();
    }

    private static void Repair(char c, StringBuilder into)
    {
        if (Ligatures.TryGetValue(c, out var letters)) into.Append(letters);
        else if (c is >= '\u2018' and <= '\u201B' or '\u02BC') into.Append('\'');
        else if (c is >= '\u201C' and <= '\u201F') into.Append('"');
        else if (c is >= '\uFF01' and <= '\uFF5E') into.Append((char)(c - 0xFEE0));   // full-width forms mirror ASCII
        else if (c == '\u3000') into.Append(' ');
        else if (!IsDropped(c)) into.Append(c);
    }

    private static bool IsDropped(char c) =>
        c is <= '\u0008' or '\u000B' or >= '\u000E' and <= '\u001F' or '\u007F'
            or >= '\u206A' and <= '\u206F' or '\uFEFF' or >= '\uFFF9' and <= '\uFFFC';

    private static string OneSpace(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
