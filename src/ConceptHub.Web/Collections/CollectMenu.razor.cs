using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Collections;

/// <summary>Puts a concept into the viewer's collections and takes it out; stays open while that is done.</summary>
public sealed partial class CollectMenu
{
    private IReadOnlyList<CollectionChoice> _choices = [];
    private IReadOnlyList<string> _problems = [];
    private bool _isOpen;

    [Parameter, EditorRequired] public ConceptCard Card { get; set; } = default!;
    [Parameter] public Actor? Viewer { get; set; }

    [SupplyParameterFromForm(FormName = "collect")] private Guid? PutInto { get; set; }
    [SupplyParameterFromForm(FormName = "collect")] private Guid? TakeFrom { get; set; }
    [SupplyParameterFromForm(FormName = "collect-anew")] private string? NewName { get; set; }

    [Inject] private Catalog.Collections Collections { get; set; } = default!;
    [Inject] private CollectionEditing Editing { get; set; } = default!;

    private bool IsIn => _choices.Any(choice => choice.IsIn);

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        if (Viewer is not null) _choices = await Collections.ChoicesAsync(Viewer, Card.Id, CancellationToken.None);
    }

    private async Task PutAsync()
    {
        if (Viewer is null) return;
        if (PutInto is { } into) await ShowAsync(CollectionProblems.Of(await Editing.AddAsync(Viewer, into, Card.Id, CancellationToken.None)));
        if (TakeFrom is { } from) await ShowAsync(CollectionProblems.Of(await Editing.RemoveAsync(Viewer, from, Card.Id, CancellationToken.None)));
    }

    private async Task CreateAsync()
    {
        if (Viewer is null) return;
        await ShowAsync(CollectionProblems.Of(await Editing.CreateAsync(Viewer, new CollectionWords(NewName ?? "", "", RecipeVisibility.Private), Card.Id, CancellationToken.None)));
        if (_problems.Count == 0) NewName = "";
    }

    private Task ShowAsync(IReadOnlyList<string> problems)
    {
        (_problems, _isOpen) = (problems, true);
        return ReadAsync();
    }
}
