using ConceptHub.Catalog;

namespace ConceptHub.Web.Recipes;

/// <summary>Who sees a recipe or a collection, in words.</summary>
internal static class VisibilityWords
{
    public static IReadOnlyList<RecipeVisibility> All { get; } = [RecipeVisibility.Public, RecipeVisibility.Unlisted, RecipeVisibility.Private];

    public static string Sentence(this RecipeVisibility visibility) => visibility switch
    {
        RecipeVisibility.Public => RecipesTexts.PublicSentence,
        RecipeVisibility.Unlisted => RecipesTexts.UnlistedSentence,
        _ => RecipesTexts.PrivateSentence,
    };

    /// <summary>For a tile; null for what everybody sees.</summary>
    public static string? Mark(this RecipeVisibility visibility, string? hiddenReason) => visibility switch
    {
        _ when hiddenReason is not null => RecipesTexts.Hidden,
        RecipeVisibility.Public => null,
        RecipeVisibility.Unlisted => RecipesTexts.Unlisted,
        _ => RecipesTexts.Private,
    };
}
