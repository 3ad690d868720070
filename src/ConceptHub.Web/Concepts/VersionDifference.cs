using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Concepts;

/// <summary>What is different in a version, in words.</summary>
internal static class VersionDifference
{
    /// <summary>A line for each thing that is not as it was; none for what is the same or was never recorded.</summary>
    public static IReadOnlyList<string> Lines(ConceptVersionInfo older, ConceptVersionInfo newer)
    {
        (string Name, string? Before, string? Now)[] facts =
        [
            (ConceptsTexts.Steps, Steps(older), Steps(newer)),
            (ConceptsTexts.Pictures, Pictures(older), Pictures(newer)),
            (ConceptsTexts.FileSize, Sizes.Of(older.AdapterBytes), Sizes.Of(newer.AdapterBytes)),
            (ConceptsTexts.Strength, Strength(older), Strength(newer)),
            (ConceptsTexts.BaseModel, Base(older), Base(newer)),
            (ConceptsTexts.Looks, Looks(older), Looks(newer)),
        ];
        return [.. from fact in facts where fact.Before is not null && fact.Now is not null && fact.Before != fact.Now select ConceptsTexts.Difference.With(fact.Name, fact.Before, fact.Now)];
    }

    /// <summary>0.9 (0.2 to 1.5).</summary>
    public static string Strength(ConceptVersionInfo version) =>
        ConceptsTexts.StrengthRange.With(Number(version.Strength.Recommended), Number(version.Strength.Min), Number(version.Strength.Max));

    /// <summary>The beginning of the base model's hash.</summary>
    public static string Base(ConceptVersionInfo version) => version.BaseModelHash.Length > 12 ? version.BaseModelHash[..12] + "…" : version.BaseModelHash;

    private static string? Steps(ConceptVersionInfo version) => version.Training?.Steps.ToString(CultureInfo.InvariantCulture);

    // A distillation has none.
    private static string? Pictures(ConceptVersionInfo version) => version.Training is { Pictures: > 0 and var pictures } ? pictures.ToString(CultureInfo.InvariantCulture) : null;

    private static string Looks(ConceptVersionInfo version) => version.Looks.Count == 0 ? ConceptsTexts.NoLooks : string.Join(", ", version.Looks.Select(look => look.Name));

    private static string Number(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
