using System.Text.RegularExpressions;
using ConceptHub.BlockLora;

namespace ConceptHub.Web.Compose;

/// <summary>Puts concepts into prompts and takes them out, with the word that joined them to the others; never touches other words that somebody wrote.</summary>
internal static partial class PromptPhrases
{
    private const string Anything = "a house";   // for a style to be seen on
    private const string JoiningWords = "and|at|beside|by|from|in|near|of|on|under|with", Punctuation = ",.;:)]";

    /// <summary>A plain prompt that calls all of these concepts: who and what, where, how. Empty for none.</summary>
    public static string Of(IEnumerable<(ConceptKind Kind, string Phrase)> concepts)
    {
        var all = concepts.ToLookup(concept => concept.Kind, concept => concept.Phrase);
        if (all.Count == 0) return "";
        string[] things = [.. all[ConceptKind.Person], .. all[ConceptKind.Subject]];
        List<string> places = [.. all[ConceptKind.Scene]];
        if (things.Length == 0 && places.Count == 0) things = [Anything];
        if (things.Length == 0) (things, places) = ([places[0]], places[1..]);
        var subject = And(things);
        return string.Join(" in ", new[] { subject == Anything ? Anything : $"a photo of {subject}", And(places), And(all[ConceptKind.Style]) }.Where(part => part.Length > 0));

        static string And(IEnumerable<string> phrases) => string.Join(" and ", phrases);
    }

    public static bool Holds(string prompt, string phrase) => prompt.Contains(Trigger(phrase), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the whole phrase stands there, as a look's words do.</summary>
    public static bool Says(string prompt, string phrase) => Find(prompt, phrase, 0) >= 0;

    /// <summary>The prompt without the phrase, wherever it stands untouched; a prompt that says it otherwise stays as it is, letter for letter.</summary>
    public static string Without(string prompt, string phrase)
    {
        for (var at = Find(prompt, phrase, 0); at >= 0; at = Find(prompt, phrase, 0))
        {
            var (before, after) = OutOfBrackets(prompt[..at], prompt[(at + phrase.Length)..]);
            prompt = Joined(before, after);
        }

        return prompt is "a photo" or "a house" or "a picture" ? "" : prompt;
    }

    // "<mira> personality" is somebody's own word.
    private static int Find(string prompt, string phrase, int from)
    {
        var at = prompt.IndexOf(phrase, from, StringComparison.OrdinalIgnoreCase);
        while (at >= 0 && at + phrase.Length < prompt.Length && char.IsLetterOrDigit(prompt[at + phrase.Length]))
            at = prompt.IndexOf(phrase, at + 1, StringComparison.OrdinalIgnoreCase);
        return at;
    }

    // A weight that weighed nothing but the phrase goes with it: "(<mira> person:1.2)".
    private static (string Before, string After) OutOfBrackets(string before, string after)
    {
        while (Opening().Match(before) is { Success: true } opening && Closing(before[opening.Index]).Match(after) is { Success: true } closing)
            (before, after) = (before[..opening.Index], after[closing.Length..]);
        return (before, after);
    }

    private static string Joined(string before, string after)
    {
        before = before.TrimEnd(' ');
        after = after.TrimStart(' ');
        // The word that joined the phrase to the others goes with it: "a photo of | and a dog", "a dog and | in snow", "a dog in |".
        if (after.StartsWith("and ", StringComparison.OrdinalIgnoreCase) && (before.Length == 0 || JoiningEnd().IsMatch(before))) after = after[4..].TrimStart(' ');
        else if (after.Length == 0 || Punctuation.Contains(after[0]) || JoiningStart().IsMatch(after)) before = JoiningEnd().Replace(before, "");
        if (before.Length == 0) return after.TrimStart(',', ' ');
        if (after.Length == 0) return before.TrimEnd(',', ' ');
        if (after[0] == ',') return before.TrimEnd(',') + after;
        return after[0] is '.' or ':' or ')' or ']' || before[^1] is '(' or '[' ? before + after : $"{before} {after}";
    }

    private static string Trigger(string phrase) => phrase.Split(' ')[0];

    private static Regex Closing(char opening) => opening == '(' ? RoundClosing() : SquareClosing();

    [GeneratedRegex(@"(^|\s+)(" + JoiningWords + ")$", RegexOptions.IgnoreCase)]
    private static partial Regex JoiningEnd();

    [GeneratedRegex("^(" + JoiningWords + ") ", RegexOptions.IgnoreCase)]
    private static partial Regex JoiningStart();

    [GeneratedRegex(@"(?<!\\)[(\[](?=\s*$)")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\s*(:\s*[+-]?[.\d]+\s*)?\)")]
    private static partial Regex RoundClosing();

    [GeneratedRegex(@"^\s*\]")]
    private static partial Regex SquareClosing();
}
