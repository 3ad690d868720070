using ConceptHub.Catalog;

namespace ConceptHub.Web.Recipes;

/// <summary>Who sees a recipe, in words.</summary>
internal static class VisibilityWords
{
    public static IReadOnlyList<RecipeVisibility> All { get; } = [RecipeVisibility.Public, RecipeVisibility.Unlisted, RecipeVisibility.Private];

    public static string Sentence(this RecipeVisibility visibility) => visibility switch
    {
        RecipeVisibility.Public => RecipesTexts.PublicSentence,
        RecipeVisibility.Unlisted => RecipesTexts.UnlistedSentence,
        _ => RecipesTexts.PrivateSentence,
    };
}
