using System.Text.RegularExpressions;

namespace ConceptHub.Web.Train;

/// <summary>The shape that new trigger words have here: short enough for a prompt, long enough to be no accident.</summary>
public static partial class TriggerShape
{
    /// <summary>Null when the word (without angle brackets) has the shape, else a sentence.</summary>
    public static string? Problem(string word) => Pattern().IsMatch(word)
        ? null
        : TrainTexts.TriggerShape;

    [GeneratedRegex("^[a-z][a-z0-9-]{2,20}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Pattern();
}
