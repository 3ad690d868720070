using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Recipes;

/// <summary>The list of recipes: plain HTML; search, maker, concept and page are in the address.</summary>
public sealed partial class RecipesPage
{
    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "by")] private string? By { get; set; }
    [SupplyParameterFromQuery(Name = "concept")] private string? Concept { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    [Inject] private RecipeSearch Search { get; set; } = default!;
    [Inject] private Catalog.Concepts Concepts { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private RecipesAddress Where { get; set; } = RecipesAddress.Read(null, null, null, null);
    private PageOf<RecipeCard> Found { get; set; } = new([], 0, 1, 1);
    private Actor? Viewer { get; set; }
    private string Heading { get; set; } = RecipesTexts.Recipes;

    private bool IsOwn => Viewer is not null && string.Equals(Where.Maker, Viewer.Name, StringComparison.OrdinalIgnoreCase);

    private string FoundWords => (Found.Total, Where.Text) switch
    {
        (1, "") => RecipesTexts.OneRecipe,
        (var total, "") => RecipesTexts.ManyRecipes.With(total),
        (1, var text) => RecipesTexts.FoundOne.With(text),
        var (total, text) => RecipesTexts.FoundMany.With(total, text),
    };

    protected override async Task OnParametersSetAsync()
    {
        Where = RecipesAddress.Read(Text, By, Guid.TryParse(Concept, out var concept) ? concept : null, Page);
        Viewer = await Current.FindAsync();
        Found = await Search.FindAsync(Where.Query, Viewer, CancellationToken.None);
        Heading = await HeadingAsync();
    }

    private async Task<string> HeadingAsync()
    {
        if (IsOwn) return RecipesTexts.MyRecipes;
        if (Where.Maker is { } maker) return RecipesTexts.RecipesBy.With(maker);
        if (Where.Concept is not { } id) return RecipesTexts.Recipes;
        return await Concepts.FindAsync(id, Viewer, CancellationToken.None) is { } concept ? RecipesTexts.RecipesWith.With(concept.Card.Name) : RecipesTexts.RecipesWithGone;
    }
}
