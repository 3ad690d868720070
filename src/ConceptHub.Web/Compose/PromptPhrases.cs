using ConceptHub.BlockLora;

namespace ConceptHub.Web.Compose;

/// <summary>Puts concepts into prompts and takes them out; never touches words that somebody wrote.</summary>
internal static class PromptPhrases
{
    /// <summary>A first prompt for a concept.</summary>
    public static string First(ConceptKind kind, string phrase) => kind switch
    {
        ConceptKind.Style => $"a house in {phrase}",
        _ => $"a photo of {phrase}",
    };

    public static bool Holds(string prompt, string phrase) => prompt.Contains(Trigger(phrase), StringComparison.OrdinalIgnoreCase);

    /// <summary>The prompt without the phrase; a prompt that says it otherwise stays as it is.</summary>
    public static string Without(string prompt, string phrase)
    {
        var at = prompt.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return prompt;
        var rest = prompt.Remove(at, phrase.Length);
        while (rest.Contains("  ", StringComparison.Ordinal)) rest = rest.Replace("  ", " ", StringComparison.Ordinal);
        rest = rest.Replace(" ,", ",", StringComparison.Ordinal).Trim(' ', ',');
        return rest is "a photo of" or "a house in" or "a picture of" ? "" : rest;
    }

    private static string Trigger(string phrase) => phrase.Split(' ')[0];
}
