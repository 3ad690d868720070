namespace ConceptHub.Catalog;

/// <summary>One way in which a concept may be drawn, an outfit for example.</summary>
/// <param name="Name">What it is called, such as “Winter coat”.</param>
/// <param name="Words">What a prompt says after the trigger word and the class word, such as “in a long red winter coat”.</param>
public sealed record Look(string Name, string Words);

/// <summary>Rules for the looks of a version.</summary>
public static class Looks
{
    public const int Most = 8, LongestName = 40, LongestWords = 160;

    /// <summary>As they are kept: trimmed, without those that say nothing.</summary>
    internal static IReadOnlyList<Look> Tidy(IEnumerable<Look> looks) =>
        [.. looks.Select(look => new Look(look.Name.Trim(), look.Words.Trim())).Where(look => look.Name.Length > 0 || look.Words.Length > 0)];

    /// <summary>A sentence about what is wrong with them, or null.</summary>
    /// <param name="triggerWord">Of their concept.</param>
    internal static string? Problem(IEnumerable<Look> said, string triggerWord)
    {
        var looks = Tidy(said);
        if (looks.Count > Most) return $"A concept has at most {Most} looks; these are {looks.Count}.";
        if (looks.Select(look => Problem(look, triggerWord)).FirstOrDefault(problem => problem is not null) is { } wrong) return wrong;
        return looks.GroupBy(look => look.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(named => named.Count() > 1) is { } twice
            ? $"Two looks are called “{twice.Key}”. Please give each a name of its own."
            : null;
    }

    private static string? Problem(Look look, string triggerWord) =>
        look.Name.Any(char.IsControl) || look.Words.Any(char.IsControl) ? "The name and the words of a look are one line of text each."
        : look.Name.Length == 0 ? $"Please give the look “{Cut(look.Words)}” a name."
        : look.Name.Length > LongestName ? $"The name of a look has at most {LongestName} characters; “{Cut(look.Name)}” has {look.Name.Length}."
        : look.Words.Length == 0 ? $"Please say which words the look “{look.Name}” adds to a prompt."
        : look.Words.Length > LongestWords ? $"The words of a look have at most {LongestWords} characters; those of “{look.Name}” have {look.Words.Length}."
        : look.Words.Contains(ConceptWords.Trigger(triggerWord), StringComparison.OrdinalIgnoreCase) ? $"The words of the look “{look.Name}” hold {ConceptWords.Trigger(triggerWord)}, which stands before them in any case. Please take it out."
        : null;

    private static string Cut(string text) => text.Length <= LongestName ? text : text[..LongestName] + "…";
}
