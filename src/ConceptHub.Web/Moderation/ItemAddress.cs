using ConceptHub.Catalog;
using ConceptHub.Web.Collections;
using ConceptHub.Web.Comments;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Gallery;
using ConceptHub.Web.Recipes;

namespace ConceptHub.Web.Moderation;

/// <summary>Where a reported item is seen.</summary>
internal static class ItemAddress
{
    public static string Of(ReportedItem item) => item switch
    {
        { Target.Kind: TargetKind.Review, Page: { } page } => ConceptAddress.Of(page.ConceptId, page.Slug) + "#reviews",
        { Target: { Kind: TargetKind.Comment } target, Page: { } page } => CommentAddress.Of(ConceptAddress.Of(page.ConceptId, page.Slug), target.Id),
        { Page: { } page } => ConceptAddress.Of(page.ConceptId, page.Slug),
        { Target: { Kind: TargetKind.Recipe } target } => RecipeAddress.Of(target.Id),
        { Target: { Kind: TargetKind.Collection } target } => CollectionAddress.Of(target.Id),
        _ => PictureAddress.Of(item.Target.Id),
    };
}
