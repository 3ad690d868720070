using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>How permissions and ratings are written for people and in addresses.</summary>
public static class FacetWords
{
    public static string Name(Permission permission) => permission switch
    {
        Permission.OmitCredit => ConceptsTexts.UseWithoutCredit,
        Permission.SellPictures => ConceptsTexts.SellPictures,
        Permission.RunService => ConceptsTexts.OfferService,
        Permission.PublishMerge => ConceptsTexts.PublishMerges,
        Permission.ChangeTerms => ConceptsTexts.ChangeTerms,
        _ => ConceptsTexts.SellAdapter,
    };

    public static string Name(AgeRating rating) => rating switch
    {
        AgeRating.Everyone => ConceptsTexts.Everyone,
        AgeRating.Teen => ConceptsTexts.Teens,
        _ => ConceptsTexts.Adults,
    };

    /// <summary>In addresses: <c>?may=sell-pictures</c>.</summary>
    public static string Word(Permission permission) => permission switch
    {
        Permission.OmitCredit => "omit-credit",
        Permission.SellPictures => "sell-pictures",
        Permission.RunService => "run-service",
        Permission.PublishMerge => "publish-merges",
        Permission.ChangeTerms => "change-terms",
        _ => "sell-merges",
    };

    /// <summary>In addresses: <c>?for=everyone</c>.</summary>
    public static string Word(AgeRating rating) => rating.ToString().ToLowerInvariant();
}
