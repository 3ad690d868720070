using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Concepts;

/// <summary>What reviews say on the whole.</summary>
internal static class ReviewWords
{
    public static string Mean(double stars) => stars.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>"4.5 of 5 · 2 reviews".</summary>
    public static string Of(ConceptCard card) => card.ReviewCount == 1
        ? ConceptsTexts.StarsOfOne.With(Mean(card.Stars ?? 0))
        : ConceptsTexts.StarsOf.With(Mean(card.Stars ?? 0), card.ReviewCount);
}
