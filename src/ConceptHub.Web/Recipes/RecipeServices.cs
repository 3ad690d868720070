using ConceptHub.Engine;

namespace ConceptHub.Web.Recipes;

/// <summary>Adds what recipes need beyond the catalog: their export.</summary>
public static class RecipeServices
{
    public static IServiceCollection AddHubRecipes(this IServiceCollection services) =>
        services.AddSingleton<RecipeExporter>().AddSingleton<RecipeExports>();
}
