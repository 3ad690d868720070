using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Compose;

/// <summary>What is foretold of two concepts, in words.</summary>
internal static class ConflictWords
{
    public static string Level(RecipePair pair) => pair.Forecast.Level == ConflictLevel.Red ? ComposeTexts.LikelyToMix : ComposeTexts.MayTint;

    /// <summary>Why, the stronger reason first.</summary>
    public static IEnumerable<string> Why(RecipePair pair, IReadOnlyList<string> sites)
    {
        var (loud, quiet) = pair.Sides;
        var heard = ComposeTexts.ActsOnWords.With(loud.Name, quiet.Name, pair.Forecast.Crosstalk.ToString("0 %", CultureInfo.InvariantCulture));
        var shared = pair.Forecast.Pair.Overlap.SharedSites;
        var rows = ComposeTexts.SameRows.With(string.Join(", ", shared.Select(site => sites[site])), pair.Forecast.InCommonRows.ToString("0 %", CultureInfo.InvariantCulture));
        var reasons = new List<(double Weight, string Said)>();
        if (pair.Forecast.Crosstalk >= ConflictLevels.CrosstalkAmber) reasons.Add((pair.Forecast.Crosstalk / ConflictLevels.CrosstalkAmber, heard));
        if (pair.Forecast.InCommonRows >= ConflictLevels.Amber) reasons.Add((pair.Forecast.InCommonRows / ConflictLevels.Amber, rows));
        return reasons.OrderByDescending(reason => reason.Weight).Select(reason => reason.Said);
    }

    /// <summary>What can be done beyond the button beside it.</summary>
    public static string Repair(RecipePair pair) => pair.Forecast.InCommonRows >= ConflictLevels.Amber
        ? ComposeTexts.RepairRows.With(pair.First.Name, pair.Second.Name)
        : ComposeTexts.RepairLoud.With(pair.Sides.Loud.Name);

    public static string Fine(IReadOnlyList<RecipePair> pairs) => pairs.Any(pair => pair.Forecast.Pair.Overlap.SharedSites.Count > 0)
        ? ComposeTexts.FineThoughShared
        : ComposeTexts.FineApart;
}
