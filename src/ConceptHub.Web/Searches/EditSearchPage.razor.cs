using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Searches;

/// <summary>A saved search's name, whether it tells, and the way out; works without script.</summary>
public sealed partial class EditSearchPage
{
    private IReadOnlyList<string> _problems = [];

    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "edit")] private Form? Input { get; set; }

    [Inject] private SavedSearches Searches { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Actor Actor { get; set; } = default!;
    private SavedSearchInfo? Search { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Actor = await Current.RequireAsync();
        Search = await Searches.FindAsync(Actor, Id, CancellationToken.None);
        if (Search is null) Navigation.NotFound();
        else Input ??= new Form { Name = Search.Name, Tells = Search.Tells };
    }

    private async Task SaveAsync() => Leave(await Searches.ChangeAsync(Actor, Id, Input!.Name ?? "", Input.Tells, CancellationToken.None));

    private async Task RemoveAsync() => Leave(await Searches.DeleteAsync(Actor, Id, CancellationToken.None));

    private void Leave(ActionResult result)
    {
        _problems = SearchWords.Problems(result);
        if (_problems.Count == 0) Navigation.NavigateTo(SearchAddress.Mine);
    }

    private sealed class Form
    {
        public string? Name { get; set; }
        public bool Tells { get; set; }
    }
}
