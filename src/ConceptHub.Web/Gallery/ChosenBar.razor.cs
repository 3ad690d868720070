using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Gallery;

/// <summary>What is done to all chosen pictures at once.</summary>
public sealed partial class ChosenBar
{
    private IReadOnlyList<string> _problems = [];
    private bool _isSure;
    private int _round;

    [Inject] private OwnPictures Pictures { get; set; } = default!;
    [Inject] private Boards Shelf { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired] public IReadOnlyList<OwnPicture> Chosen { get; set; } = [];

    /// <summary>Pictures on the page.</summary>
    [Parameter] public int All { get; set; }
    [Parameter] public IReadOnlyList<BoardInfo> Boards { get; set; } = [];

    /// <summary>The board that is shown, or null.</summary>
    [Parameter] public Guid? Board { get; set; }
    [Parameter] public EventCallback OnAll { get; set; }
    [Parameter] public EventCallback OnNone { get; set; }

    /// <summary>Pictures or boards have changed.</summary>
    [Parameter] public EventCallback OnChange { get; set; }

    private Guid[] Ids => [.. Chosen.Select(own => own.Picture.Id)];

    private bool AreStarred => Chosen.All(own => own.IsStarred);

    private Task StarAsync(bool isStarred) => DoAsync(actor => Pictures.StarAsync(actor, Ids, isStarred, CancellationToken.None));

    private Task ShowAsync(PictureVisibility visibility) => DoAsync(async actor =>
    {
        if (visibility == PictureVisibility.Public && await Pictures.ShowProblemAsync(actor, CancellationToken.None) is { } problem) _problems = [problem];
        else await Pictures.ShowAsync(actor, Ids, visibility, CancellationToken.None);
    });

    private Task AddAsync(ChangeEventArgs change)
    {
        _round++; // a new element, which stands on its first line again
        return Guid.TryParse(change.Value as string, out var board) ? DoAsync(async actor => _problems = BoardWords.Problems(await Shelf.AddAsync(actor, board, Ids, CancellationToken.None))) : Task.CompletedTask;
    }

    private Task TakeOffAsync() => DoAsync(async actor => _problems = BoardWords.Problems(await Shelf.RemoveAsync(actor, Board!.Value, Ids, CancellationToken.None)));

    private async Task DeleteAsync()
    {
        if (_isSure) await DoAsync(actor => Pictures.DeleteAsync(actor, Ids, CancellationToken.None));
        else _isSure = true;
    }

    private async Task DoAsync(Func<Actor, Task> act)
    {
        (_isSure, _problems) = (false, []);
        await act(await Current.RequireAsync());
        await OnChange.InvokeAsync();
    }
}
