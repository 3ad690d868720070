using ConceptHub.Catalog;

namespace ConceptHub.Web.Recipes;

/// <summary>Who sees a recipe, in words.</summary>
internal static class VisibilityWords
{
    public static IReadOnlyList<RecipeVisibility> All { get; } = [RecipeVisibility.Public, RecipeVisibility.Unlisted, RecipeVisibility.Private];

    public static string Sentence(this RecipeVisibility visibility) => visibility switch
    {
        RecipeVisibility.Public => "Public: everybody finds it",
        RecipeVisibility.Unlisted => "Unlisted: whoever has the link",
        _ => "Private: only you",
    };
}
