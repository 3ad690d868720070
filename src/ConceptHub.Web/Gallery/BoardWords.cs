using ConceptHub.Catalog;

namespace ConceptHub.Web.Gallery;

/// <summary>What went wrong with a board, in sentences; none when nothing did.</summary>
internal static class BoardWords
{
    public static IReadOnlyList<string> Problems(ActionResult result) => result.Match<IReadOnlyList<string>>(
        done => [], notFound => [GalleryTexts.BoardGone], notAllowed => [GalleryTexts.BoardNotYours], refused => [refused.Sentence]);
}
