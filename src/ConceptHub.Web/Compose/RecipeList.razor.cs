using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace ConceptHub.Web.Compose;

/// <summary>The concepts of a recipe: added, switched, weighed, ordered, taken out. Every edit goes upward as a whole recipe.</summary>
public sealed partial class RecipeList
{
    private int _removed;
    private string _said = "";

    [Inject] private IDialogService Dialogs { get; set; } = default!;

    [Parameter, EditorRequired] public IReadOnlyList<RecipeItem> Items { get; set; } = [];

    /// <summary>Decides who is called.</summary>
    [Parameter] public string Prompt { get; set; } = "";

    /// <summary>What is foretold of them.</summary>
    [Parameter] public IReadOnlyList<RecipePair> Pairs { get; set; } = [];
    [Parameter] public bool IsGrouped { get; set; }
    [Parameter] public EventCallback<IReadOnlyList<RecipeEntry>> OnChange { get; set; }
    [Parameter] public EventCallback<Guid> OnAdd { get; set; }
    [Parameter] public EventCallback OnGroup { get; set; }
    [Parameter] public EventCallback OnUndo { get; set; }

    private IEnumerable<(ConceptKind? Key, IReadOnlyList<RecipeItem> Items)> Groups => IsGrouped
        ? Items.GroupBy(item => item.Concept?.Card.Kind).OrderBy(group => group.Key ?? (ConceptKind)int.MaxValue).Select(group => (group.Key, (IReadOnlyList<RecipeItem>)[.. group]))
        : [(null, Items)];

    private async Task PickAsync()
    {
        var taken = Items.Select(item => item.Entry.ConceptId).ToHashSet();
        var parameters = new DialogParameters<ConceptPicker> { { picker => picker.Taken, taken } };
        var dialog = await Dialogs.ShowAsync<ConceptPicker>(ComposeTexts.AddAConcept, parameters, new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, CloseOnEscapeKey = true });
        if (await dialog.Result is { Canceled: false, Data: Guid chosen }) await OnAdd.InvokeAsync(chosen);
    }

    private Task ChangeAsync(RecipeEntry entry) =>
        TellAsync(Items.Select(item => item.Entry.ConceptId == entry.ConceptId ? entry : item.Entry));

    private Task RemoveAsync(RecipeItem gone) => TellAsync(Items.Where(item => item != gone).Select(item => item.Entry));

    private Task RemoveAllAsync()
    {
        _removed = Items.Count;
        return TellAsync([]);
    }

    private Task SwitchAllAsync()
    {
        var enable = !Items.Any(item => item.Entry.Enabled);
        return TellAsync(Items.Select(item => item.Entry with { Enabled = enable }));
    }

    // The third of a group becomes its first. Places of other groups stay theirs.
    private Task MoveAsync(IReadOnlyList<RecipeItem> group, ChangeEventArgs change)
    {
        if (RowMove.Read(change, group.Count) is not var (from, to)) return Task.CompletedTask;
        var order = group.ToList();
        order.RemoveAt(from);
        order.Insert(to, group[from]);
        _said = ComposeTexts.NowAtPlace.With(group[from].Name, to + 1, group.Count);
        var next = new Queue<RecipeItem>(order);
        return TellAsync(Items.Select(item => (group.Contains(item) ? next.Dequeue() : item).Entry));
    }

    private Task TellAsync(IEnumerable<RecipeEntry> recipe)
    {
        var whole = recipe.ToList();
        if (whole.Count > 0) _removed = 0;
        return OnChange.InvokeAsync(whole);
    }
}
