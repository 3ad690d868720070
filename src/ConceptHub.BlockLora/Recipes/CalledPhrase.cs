using System.Text.RegularExpressions;

namespace ConceptHub.BlockLora;

/// <summary>How prompts call a concept: its trigger word, with its class word behind it or not, in brackets of its own or not.</summary>
public sealed partial class CalledPhrase
{
    /// <summary>What stands between two that are called together, as a regular expression.</summary>
    public const string Joiner = @"(?:,|&|\b(?:and|with|beside|next to|near)\b)";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly string _trigger, _classWord, _bare, _phrase;

    /// <param name="trigger">The trigger word as it stands in prompts, <c>&lt;mira&gt;</c>.</param>
    /// <param name="classWord">Empty for none.</param>
    public CalledPhrase(string trigger, string classWord)
    {
        (_trigger, _classWord) = (trigger, classWord);
        _bare = @"(?:\b(?:an?|the)\s+)?" + Regex.Escape(_trigger) + (classWord.Length == 0 ? "" : $@"(?:\s+{Regex.Escape(classWord)}\b)?");
        _phrase = $@"(?:\(\s*{_bare}\s*(?::\s*[+-]?[.\d]+\s*)?\)|\[\s*{_bare}\s*\]|{_bare})";
    }

    // Pages ask where it is at every stroke of a key; only drawings take prompts apart.
    private Regex Whole => field ??= Of(_phrase);

    private Regex Before => field ??= Of($@"\s*{Joiner}\s*{_phrase}");

    private Regex After => field ??= Of($@"{_phrase}\s*(?:{Joiner}\s*)?");

    /// <summary>Where the prompt first calls it; -1 where it does not.</summary>
    public int At(string prompt) => prompt.IndexOf(_trigger, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the prompt first calls it, brackets of its own included; a length of 0 where it does not.</summary>
    public (int Start, int Length) Find(string prompt) => Whole.Match(prompt) is { Success: true } found ? (found.Index, found.Length) : default;

    /// <summary>The prompt with the class word in its place.</summary>
    public string Plain(string prompt) => Of(_bare).Replace(prompt, "aeiou".Contains(_classWord.FirstOrDefault('x'), StringComparison.OrdinalIgnoreCase) ? $"an {_classWord}" : $"a {_classWord}");

    /// <summary>The prompt without it, without the word that joined it to what stands beside it, and without brackets that held nothing else.</summary>
    public string Without(string prompt) => Without(prompt, Before, After);

    /// <summary>The same for words of the prompt that stand there exactly so.</summary>
    public static string Without(string prompt, string words) => Without(prompt, Of($@"\s*{Joiner}\s*{Regex.Escape(words)}"), Of($@"{Regex.Escape(words)}\s*(?:{Joiner}\s*)?"));

    private static string Without(string prompt, Regex before, Regex after) => Empty().Replace(after.Replace(before.Replace(prompt, ""), ""), "").Trim();

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);

    [GeneratedRegex(@"\(\s*(?::\s*[+-]?[.\d]+\s*)?\)\s*|\[\s*\]\s*", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Empty();
}
