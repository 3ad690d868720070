using System.Globalization;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Concepts;

/// <summary>How it is said what is left of a concept among others.</summary>
internal static class KeptWords
{
    public static string Percent(double kept) => kept.ToString("0 %", CultureInfo.InvariantCulture);

    /// <param name="among">How many others there were.</param>
    public static string Of(double kept, int among) => Sentence(kept).With(among == 1 ? ConceptsTexts.OneOther : ConceptsTexts.ManyOthers.With(among));

    private static string Sentence(double kept) => kept switch
    {
        >= 0.95 => ConceptsTexts.KeptWhole,
        >= 0.8 => ConceptsTexts.KeptNearlyAll,
        >= 0.6 => ConceptsTexts.KeptMost,
        >= 0.4 => ConceptsTexts.KeptHalf,
        _ => ConceptsTexts.KeptLittle,
    };
}
