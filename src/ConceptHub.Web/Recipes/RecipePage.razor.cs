using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Recipes;

/// <summary>A saved recipe for good, also when concepts of it are gone.</summary>
public sealed partial class RecipePage
{
    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    [Inject] private Catalog.Recipes Recipes { get; set; } = default!;
    [Inject] private RecipePictures Pictures { get; set; } = default!;
    [Inject] private RecipeTree Tree { get; set; } = default!;
    [Inject] private RecipeLookup Lookup { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private RecipeDetails? Recipe { get; set; }
    private Actor? Viewer { get; set; }
    private IReadOnlyList<RecipeItem> Items { get; set; } = [];
    private PageOf<PictureInfo> Made { get; set; } = new([], 0, 1, 1);
    private RecipeFamily Family { get; set; } = new([], false, [], 0);

    private RecipeCard Card => Recipe!.Card;
    private string Maker => Card.MakerDisplayName.Length > 0 ? Card.MakerDisplayName : Card.MakerName;
    private string Summary => RecipesTexts.Summary.With(Maker, string.Join(", ", Card.ConceptNames));
    private IReadOnlyList<string> Problems => [.. Items.Where(item => item.Entry.Enabled).Select(item => item.Problem).OfType<string>()];

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        Recipe = await Recipes.FindAsync(Id, Viewer, CancellationToken.None);
        if (Recipe is null)
        {
            Navigation.NotFound();
            return;
        }

        Items = await Lookup.ItemsAsync(Recipe.Entries, Viewer, CancellationToken.None);
        Made = await Pictures.MadeWithAsync(Id, Page ?? 1, CancellationToken.None);
        Family = await Tree.AroundAsync(Id, Viewer, CancellationToken.None);
    }
}
