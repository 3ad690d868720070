using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace ConceptHub.Web.Recipes;

/// <summary>Asks for title, visibility and cover, and saves what stands in the composer; closes with the recipe's id.</summary>
public sealed partial class SaveRecipeDialog
{
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<PictureInfo> _covers = [];
    private string _title = "";
    private string _description = "";
    private RecipeVisibility _visibility = RecipeVisibility.Public;
    private Guid? _cover;
    private bool _isBusy;

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = default!;
    [Inject] private RecipeSaving Saving { get; set; } = default!;
    [Inject] private RecipePictures Pictures { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired] public ComposeState State { get; set; } = default!;

    /// <summary>A first title.</summary>
    [Parameter] public string Suggested { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        _title = Suggested;
        _covers = await Pictures.CoversAsync(await Current.RequireAsync(), State.Recipe, CancellationToken.None);
        _cover = _covers.Count > 0 ? _covers[0].Id : null;
    }

    private async Task SaveAsync()
    {
        if (_isBusy || Gate.Current is not { } model) return;
        _isBusy = true;
        var composed = State.ToComposition(model.Choices);
        var draft = new RecipeDraft
        {
            Words = new RecipeWords(_title, _description, _visibility, _cover),
            Settings = composed.Settings,
            Entries = composed.Recipe,
            ParentId = State.ParentId,
        };
        var result = await Saving.SaveAsync(await Current.RequireAsync(), model.Installed, draft, CancellationToken.None);
        _isBusy = false;
        _problems = result.Match(saved => [], refused => refused.Problems);
        if (result is SaveRecipeResult.Saved done) Dialog.Close(DialogResult.Ok(done.Id));
    }
}
