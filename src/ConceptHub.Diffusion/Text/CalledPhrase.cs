using System.Text.RegularExpressions;

namespace ConceptHub.Diffusion.Text;

/// <summary>How prompts call a concept: its trigger word, with its class word behind it or not, in brackets of its own or not.</summary>
internal sealed partial class CalledPhrase
{
    private const string Joiner = @"(?:,|&|\b(?:and|with|beside|next to|near)\b)";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly string _classWord;
    private readonly Regex _phrase, _before, _after;

    public CalledPhrase(string triggerWord, string classWord)
    {
        _classWord = classWord;
        var bare = @"(?:\b(?:an?|the)\s+)?" + Regex.Escape(TriggerWords.InPrompt(triggerWord)) + (classWord.Length == 0 ? "" : $@"(?:\s+{Regex.Escape(classWord)}\b)?");
        var phrase = $@"(?:\(\s*{bare}\s*(?::\s*[+-]?[.\d]+\s*)?\)|\[\s*{bare}\s*\]|{bare})";
        (_phrase, _before, _after) = (Of(bare), Of($@"\s*{Joiner}\s*{phrase}"), Of($@"{phrase}\s*(?:{Joiner}\s*)?"));
    }

    /// <summary>Where the prompt first calls it; -1 where it does not.</summary>
    public int At(string prompt) => _phrase.Match(prompt) is { Success: true } found ? found.Index : -1;

    /// <summary>The prompt with the class word in its place.</summary>
    public string Plain(string prompt) => _phrase.Replace(prompt, "aeiou".Contains(_classWord.FirstOrDefault('x'), StringComparison.OrdinalIgnoreCase) ? $"an {_classWord}" : $"a {_classWord}");

    /// <summary>The prompt without it, without the word that joined it to what stands beside it, and without brackets that held nothing else.</summary>
    public string Without(string prompt) => Empty().Replace(_after.Replace(_before.Replace(prompt, ""), ""), "").Trim();

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);

    [GeneratedRegex(@"\(\s*(?::\s*[+-]?[.\d]+\s*)?\)\s*|\[\s*\]\s*", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Empty();
}
