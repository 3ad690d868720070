using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Searches;

/// <summary>A search in words, and what went wrong with one.</summary>
internal static class SearchWords
{
    /// <summary>Its words and filters in one line.</summary>
    public static string Of(ConceptQuery query) => string.Join(" · ", Parts(query));

    /// <summary>A first name for it.</summary>
    public static string Name(ConceptQuery query) => Of(query) is { Length: <= 60 } words ? words : query.Text.Length is > 0 and <= 60 ? query.Text : "";

    /// <summary>None when nothing went wrong.</summary>
    public static IReadOnlyList<string> Problems(ActionResult result) => result.Match<IReadOnlyList<string>>(
        done => [], notFound => [SearchesTexts.GoneAlready], notAllowed => [SearchesTexts.GoneAlready], refused => [refused.Sentence]);

    private static IEnumerable<string> Parts(ConceptQuery query) =>
    [
        .. query.Text.Length > 0 ? [query.Text] : Array.Empty<string>(),
        .. query.Kinds.Select(kind => kind.Plural()),
        .. query.Tags.Select(tag => $"#{tag}"),
        .. query.Permissions.Select(FacetWords.Name),
        .. query.Ratings.Select(FacetWords.Name),
        .. query.BaseModels.Select(hash => SearchesTexts.BaseModel.With(hash[..Math.Min(hash.Length, 12)])),
        .. query.FitsBeside.Take(1).Select(_ => ConceptsTexts.FitsBeside),
    ];
}
