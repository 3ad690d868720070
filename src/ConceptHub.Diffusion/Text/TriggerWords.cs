using System.Text.RegularExpressions;

namespace ConceptHub.Diffusion.Text;

/// <summary>Trigger words stand in prompts in angle brackets: <c>a photo of &lt;mira&gt; person</c>.</summary>
public static partial class TriggerWords
{
    /// <summary>The name as it stands in a prompt.</summary>
    public static string InPrompt(string triggerWord) => $"<{triggerWord}>";

    /// <summary>The trigger words of a prompt, without brackets, in order of appearance.</summary>
    public static IReadOnlyList<string> In(string prompt) => [.. Pattern().Matches(prompt).Select(m => m.Groups[1].Value).Distinct()];

    /// <summary>The prompt without its trigger words.</summary>
    public static string Remove(string prompt) => Pattern().Replace(prompt, " ");

    [GeneratedRegex("<([a-z][a-z0-9-]{1,40})>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Pattern();
}
