using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Collections;

/// <summary>Addresses of collections.</summary>
public static class CollectionAddress
{
    /// <summary>One's own.</summary>
    public const string Mine = "collections";

    public static string Of(CollectionCard card) => $"{Of(card.Id)}/{Slug(card)}";

    /// <summary>Leads on to the address with the name.</summary>
    public static string Of(Guid id) => $"{Mine}/{id}";

    public static string Edit(Guid id) => $"{Mine}/{id}/edit";

    /// <summary>Opens the composer with what is in it, as far as a recipe holds it.</summary>
    public static string Compose(CollectionDetails collection) => ComposeAddress.Of(new ComposeState { Recipe = [.. collection.Recipe] });

    public static string Slug(CollectionCard card) => ConceptWords.Slug(card.Name, "collection");
}
