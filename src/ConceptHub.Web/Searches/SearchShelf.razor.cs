using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Searches;

/// <summary>Saved searches on the catalog's page; nothing for guests.</summary>
public sealed partial class SearchShelf
{
    private IReadOnlyList<SavedSearchInfo> _searches = [];
    private IReadOnlyList<string> _problems = [];
    private Actor? _viewer;

    /// <summary>What the catalog shows.</summary>
    [Parameter, EditorRequired] public CatalogAddress Where { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "save-search")] private Form? Input { get; set; }

    [Inject] private SavedSearches Searches { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    // The whole catalog is a press away without being saved.
    private bool IsNew => !Where.Start.IsPlain && !_searches.Any(IsShown);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form { Name = SearchWords.Name(Where.Query) };
        _viewer = await Current.FindAsync();
        if (_viewer is not null) _searches = await Searches.MineAsync(_viewer, CancellationToken.None);
    }

    private bool IsShown(SavedSearchInfo search) => CatalogAddress.Of(search.Query).ToString() == Where.Start.ToString();

    private async Task SaveAsync()
    {
        if (_viewer is null) return;
        _problems = SearchWords.Problems(await Searches.SaveAsync(_viewer, Input!.Name ?? "", Where.Start.Query, Input.Tells, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(Where.Start.ToString());
    }

    private sealed class Form
    {
        public string? Name { get; set; }
        public bool Tells { get; set; }
    }
}
