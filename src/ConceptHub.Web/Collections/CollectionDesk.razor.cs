using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Collections;

/// <summary>A collection before its owner: words are saved on a press, the order at once.</summary>
public sealed partial class CollectionDesk
{
    private CollectionCard? _card;
    private IReadOnlyList<CollectionItem> _items = [];
    private IReadOnlyList<string> _problems = [], _orderProblems = [];
    private Actor _actor = default!;
    private string _name = "", _description = "", _said = "";
    private RecipeVisibility _visibility;
    private bool _isMissing, _isSure;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    [Inject] private Catalog.Collections Collections { get; set; } = default!;
    [Inject] private CollectionEditing Editing { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _actor = await Current.RequireAsync();
        var found = await Collections.FindAsync(Id, _actor, 1, CancellationToken.None);
        _isMissing = found?.Card.OwnerId != _actor.Id;
        if (_isMissing) return;

        (_card, _name, _description, _visibility) = (found!.Card, found.Card.Name, found.Description, found.Card.Visibility);
        _items = await Collections.ItemsAsync(_actor, Id, CancellationToken.None);
    }

    private async Task SaveAsync()
    {
        _isSure = false;
        _problems = CollectionProblems.Of(await Editing.DescribeAsync(_actor, Id, new CollectionWords(_name, _description, _visibility), CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(CollectionAddress.Of(Id));
    }

    private async Task DeleteAsync()
    {
        if (!_isSure)
        {
            _isSure = true;
            return;
        }

        _problems = CollectionProblems.Of(await Editing.DeleteAsync(_actor, Id, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(CollectionAddress.Mine);
    }

    private Task MoveAsync(ChangeEventArgs change) => RowMove.Read(change, _items.Count) is { } move
        ? ChangeAsync(Editing.MoveAsync(_actor, Id, _items[move.From].ConceptId, move.To, CancellationToken.None), ComposeTexts.NowAtPlace.With(_items[move.From].Name, move.To + 1, _items.Count))
        : Task.CompletedTask;

    private Task RemoveAsync(CollectionItem item) =>
        ChangeAsync(Editing.RemoveAsync(_actor, Id, item.ConceptId, CancellationToken.None), CollectionsTexts.TakenOut.With(item.Name));

    private async Task ChangeAsync(Task<ActionResult> changing, string said)
    {
        _orderProblems = CollectionProblems.Of(await changing);
        if (_orderProblems.Count == 0) _said = said;
        _items = await Collections.ItemsAsync(_actor, Id, CancellationToken.None);
    }
}
