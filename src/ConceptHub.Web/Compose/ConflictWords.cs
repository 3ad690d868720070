using System.Globalization;
using ConceptHub.BlockLora;

namespace ConceptHub.Web.Compose;

/// <summary>What is foretold of two concepts, in words.</summary>
internal static class ConflictWords
{
    public static string Level(RecipePair pair) => pair.Forecast.Level == ConflictLevel.Red ? "likely to mix" : "may tint each other";

    /// <summary>Why, the stronger reason first.</summary>
    public static IEnumerable<string> Why(RecipePair pair, IReadOnlyList<string> sites)
    {
        var (loud, quiet) = pair.Sides;
        var heard = Text($"{loud.Name} acts on the words of {quiet.Name}: {pair.Forecast.Crosstalk:0.0} times as strongly as {quiet.Name} itself.");
        var shared = pair.Forecast.Pair.Overlap.SharedSites;
        var rows = Text($"They change the same rows at {string.Join(", ", shared.Select(site => sites[site]))}: {pair.Forecast.InCommonRows:0 %} of their strength lies there.");
        var reasons = new List<(double Weight, string Said)>();
        if (pair.Forecast.Crosstalk >= ConflictLevels.CrosstalkAmber) reasons.Add((pair.Forecast.Crosstalk / ConflictLevels.CrosstalkAmber, heard));
        if (pair.Forecast.InCommonRows >= ConflictLevels.Amber) reasons.Add((pair.Forecast.InCommonRows / ConflictLevels.Amber, rows));
        return reasons.OrderByDescending(reason => reason.Weight).Select(reason => reason.Said);
    }

    /// <summary>What can be done beyond the button beside it.</summary>
    public static string Repair(RecipePair pair) => pair.Forecast.InCommonRows >= ConflictLevels.Amber
        ? $"Numbers of one pool never share rows: if {pair.First.Name} or {pair.Second.Name} is trained again under a number of the other's pool, this is gone."
        : $"Draw them in pictures of their own, or have {pair.Sides.Loud.Name} trained again: longer, or under another number.";

    public static string Fine(IReadOnlyList<RecipePair> pairs) => pairs.Any(pair => pair.Forecast.Pair.Overlap.SharedSites.Count > 0)
        ? "These concepts get along: what they share is too little to see."
        : "No block is shared, and none is louder than another on that one's own words: these concepts get along.";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
