using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Recipes;

/// <summary>The words of a saved recipe, and the way out; works without script.</summary>
public sealed partial class EditRecipePage
{
    private IReadOnlyList<string>? _problems;

    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "edit")] private Form? Input { get; set; }

    [Inject] private Catalog.Recipes Recipes { get; set; } = default!;
    [Inject] private RecipePictures Pictures { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Actor Actor { get; set; } = default!;
    private RecipeDetails? Recipe { get; set; }
    private IReadOnlyList<PictureInfo> Covers { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        Actor = await Current.RequireAsync();
        var found = await Recipes.FindAsync(Id, Actor, CancellationToken.None);
        Recipe = found?.Card.MakerId == Actor.Id ? found : null;
        if (Recipe is null)
        {
            Navigation.NotFound();
            return;
        }

        Covers = await Pictures.CoversAsync(Actor, Recipe.Entries, CancellationToken.None);
        Input ??= Form.Of(Recipe);
    }

    private async Task SaveAsync()
    {
        _problems = Sentences(await Recipes.DescribeAsync(Actor, Id, Input!.Words, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(RecipeAddress.Of(Id));
    }

    private async Task RemoveAsync()
    {
        _problems = Sentences(await Recipes.DeleteAsync(Actor, Id, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(RecipeAddress.By(Actor.Name));
    }

    private static IReadOnlyList<string> Sentences(ActionResult result) => result.Match<IReadOnlyList<string>>(
        _ => [], _ => [RecipesTexts.GoneAlready], _ => [RecipesTexts.NotYours], refused => [refused.Sentence]);

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(RecipesTexts), ErrorMessageResourceName = nameof(RecipesTexts.TitleMissing))]
        [StringLength(80, MinimumLength = 2, ErrorMessageResourceType = typeof(RecipesTexts), ErrorMessageResourceName = nameof(RecipesTexts.TitleLength))]
        public string Title { get; set; } = "";

        [StringLength(4000, ErrorMessageResourceType = typeof(RecipesTexts), ErrorMessageResourceName = nameof(RecipesTexts.DescriptionLength))]
        public string Description { get; set; } = "";
        public RecipeVisibility Visibility { get; set; }

        // The id of a picture; a radio group has no null.
        public string? Cover { get; set; }

        public RecipeWords Words => new(Title, Description, Visibility, Guid.TryParse(Cover, out var cover) ? cover : null);

        public static Form Of(RecipeDetails recipe) => new()
        {
            Title = recipe.Card.Title,
            Description = recipe.Description,
            Visibility = recipe.Card.Visibility,
            Cover = recipe.CoverId?.ToString() ?? "",
        };
    }
}
