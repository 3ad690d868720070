using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Compose;

/// <summary>What is foretold of two concepts, in words.</summary>
internal static class ConflictWords
{
    public static string Level(RecipePair pair) => pair.Forecast.Level == ConflictLevel.Red ? ComposeTexts.LikelyToMix : ComposeTexts.MayTint;

    public static string Why(RecipePair pair) =>
        ComposeTexts.ActsOnWords.With(pair.Sides.Loud.Name, pair.Sides.Quiet.Name, pair.Forecast.Crosstalk.ToString("0 %", CultureInfo.InvariantCulture));

    /// <summary>What can be done beyond the button beside it.</summary>
    public static string Repair(RecipePair pair) => ComposeTexts.RepairLoud.With(pair.Sides.Loud.Name);

    public static string Fine(IReadOnlyList<RecipePair> pairs) => pairs.Any(pair => pair.Forecast.Pair.Overlap.SharedSites.Count > 0)
        ? ComposeTexts.FineThoughShared
        : ComposeTexts.FineApart;
}
