namespace ConceptHub.Catalog;

/// <summary>What a saved recipe must be.</summary>
internal static class RecipeRules
{
    public const int LongestTitle = 80;

    /// <summary>Recipes that one member may keep.</summary>
    public const int MostPerMember = 1000;

    /// <summary>Every problem of the words as one sentence for the member.</summary>
    public static IEnumerable<string> Problems(RecipeWords words)
    {
        if (words.Title.Trim().Length is < 2 or > LongestTitle) yield return $"A title has 2 to {LongestTitle} characters.";
        else if (words.Title.Any(char.IsControl)) yield return "A title is one line of text.";
        if (ConceptWords.DescriptionProblem(words.Description) is { } tooLong) yield return tooLong;
    }

    /// <summary>Whether two recipes draw the same: the same versions with the same strengths take part, in whatever order.</summary>
    public static bool AreSame(IEnumerable<RecipeEntry> one, IEnumerable<RecipeEntry> other) =>
        one.Where(entry => entry.Enabled).ToHashSet().SetEquals(other.Where(entry => entry.Enabled));
}
