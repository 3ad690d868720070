using ConceptHub.Catalog;
using ConceptHub.Engine;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

/// <summary>Chooses what a grid compares, and orders it.</summary>
public sealed partial class GridBox
{
    private GridSide _across = GridSide.Of(GridSide.Seeds);
    private GridSide _down = GridSide.Of("");
    private IReadOnlyList<string> _problems = [];
    private bool _isOpen;

    [Parameter, EditorRequired] public ComposeState State { get; set; } = default!;
    [Parameter, EditorRequired] public DrawingChoices Choices { get; set; } = default!;
    [Parameter] public IReadOnlyList<RecipeItem> Items { get; set; } = [];
    [Parameter] public bool IsBusy { get; set; }
    [Parameter] public EventCallback<GridPlan> OnDraw { get; set; }

    // A concept may leave the recipe while a side is about it.
    protected override void OnParametersSet()
    {
        if (IsGone(_across)) _across = GridSide.Of(GridSide.Seeds);
        if (IsGone(_down)) _down = GridSide.Of("");
    }

    private bool IsGone(GridSide side) => side.What.Length > 0 && GridSide.Choices(Items).All(choice => choice.What != side.What);

    private void Set(bool isAcross, GridSide side)
    {
        if (isAcross) _across = side;
        else _down = side;
        Plan(out _problems);
    }

    // Counting the pictures of a strip of leave-one-out needs the recipe; what is wrong is told by the catalog when it is ordered.
    private GridPlan? Plan(out IReadOnlyList<string> problems)
    {
        var across = _across.Axis(out var first);
        var down = _down.Axis(out var second);
        problems = [.. new[] { first, second }.OfType<string>()];
        return problems.Count == 0 && across is not null ? new GridPlan(across, down) : null;
    }

    private Task DrawAsync() => Plan(out _problems) is { } plan ? OnDraw.InvokeAsync(plan) : Task.CompletedTask;
}
