using ConceptHub.Catalog;

namespace ConceptHub.Web.Collections;

/// <summary>What went wrong with a collection, in sentences; none when nothing did.</summary>
internal static class CollectionProblems
{
    public static IReadOnlyList<string> Of(ActionResult result) => result.Match<IReadOnlyList<string>>(
        done => [], notFound => [CollectionsTexts.GoneAlready], notAllowed => [CollectionsTexts.GoneAlready], refused => [refused.Sentence]);

    public static IReadOnlyList<string> Of(CreateCollectionResult result) => result.Match<IReadOnlyList<string>>(created => [], refused => [refused.Sentence]);
}
