using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Compose;

/// <summary>Why an entry of a recipe will not do what one might expect.</summary>
internal static class RecipeReasons
{
    /// <summary>In red: nothing is drawn until it is mended or switched off. Null when it fits.</summary>
    public static string? Stops(RecipeItem item) => item.Entry.Enabled ? item.Problem : null;

    /// <summary>In amber: it draws, but.</summary>
    public static IEnumerable<string> Of(RecipeItem item, string prompt, IEnumerable<RecipePair> pairs)
    {
        if (!item.Entry.Enabled)
        {
            if (item.Problem is { } problem) yield return ComposeTexts.CouldNotTakePart.With(problem);
            yield break;
        }

        if (item.Problem is not null) yield break;
        var (strength, range) = (item.Entry.Strength, item.Range);
        if (strength == 0) yield return ComposeTexts.StrengthIsZero;
        else if (strength < range.Min || strength > range.Max) yield return ComposeTexts.CreatorRecommends.With(Text(range.Min), Text(range.Max));
        if (prompt.Length > 0 && item.Phrase is { } phrase && !PromptPhrases.Holds(prompt, phrase)) yield return ComposeTexts.NotCalled;
        var tints = pairs.Where(pair => pair.Forecast.Level == ConflictLevel.Red && pair.Sides.Loud == item).Select(pair => pair.Sides.Quiet.Name).ToList();
        if (tints.Count > 0) yield return ComposeTexts.WillShowIn.With(string.Join(", ", tints));
    }

    private static string Text(float strength) => strength.ToString("0.##", CultureInfo.InvariantCulture);
}
