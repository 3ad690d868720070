using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

// The desk in a shared room: every change is told, and what others change is shown.
public sealed partial class ComposeDesk
{
    private Actor? _actor;

    /// <summary>Others at the same recipe; null when the member works alone.</summary>
    [Parameter] public IComposeSync? Sync { get; set; }

    /// <summary>Whose picture is shown; null for the member's own.</summary>
    private string? OtherMaker => Sync?.Job is { } job && job.JobId == _state.JobId && job.Maker.Id != _actor?.Id ? job.Maker.Name : null;

    private EventCallback Cancelling => OtherMaker is null ? EventCallback.Factory.Create(this, CancelAsync) : default;

    private (ComposeState State, Guid? Add) Attend(IComposeSync sync)
    {
        sync.OnNews = () => InvokeAsync(MeetAsync);
        return (sync.Meet(_state), null);
    }

    private async Task MeetAsync()
    {
        if (Sync is null) return;
        var job = _state.JobId;
        var met = Sync.Meet(_state);
        var isSame = met == _state;
        _state = met;
        if (_state.JobId != job) await FollowSharedAsync();
        if (!isSame)
        {
            _history.Learn(_state);
            await ShowTheirsAsync();
        }

        StateHasChanged();
    }

    private Task FollowSharedAsync() => FollowAsync(_state.JobId, Sync?.Job?.Maker);

    // A moved slider needs no look into the catalog.
    private async Task ShowTheirsAsync()
    {
        var versions = _items.ToDictionary(item => item.Entry.ConceptId, item => item.Entry.Version);
        if (_state.Recipe.TrueForAll(entry => versions.GetValueOrDefault(entry.ConceptId) == entry.Version)) _items = AsInRecipe(_items);
        else await ShowRecipeAsync(await Who.RequireAsync());
    }
}
