using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Live;

/// <summary>A component that shows one job and follows it while the page is connected.</summary>
public abstract class JobViewer : ComponentBase, IDisposable
{
    private JobWatch? _watch;
    private int _turn;
    private bool _gone;

    [Inject] private LiveFeed Feed { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private JobControl Control { get; set; } = default!;

    /// <summary>Null until the first state came.</summary>
    protected JobView? View { get; private set; }

    /// <summary>There is no such job, or it is somebody else's.</summary>
    protected bool IsMissing { get; private set; }

    /// <summary>Leaves the old job, if any, and follows this one; null only leaves.</summary>
    /// <param name="maker">Whose job it is; null for the viewer's own. Only for a job that its maker shows.</param>
    protected async Task FollowAsync(Guid? jobId, Actor? maker = null)
    {
        var turn = ++_turn;
        _watch?.Dispose();
        _watch = null;
        (View, IsMissing) = (null, false);
        if (jobId is not { } id || !RendererInfo.IsInteractive) return;

        var watch = await Feed.WatchAsync(maker ?? await Current.RequireAsync(), id, ShowAsync, CancellationToken.None);
        if (_gone || turn != _turn) watch?.Dispose();
        else (_watch, IsMissing) = (watch, watch is null);
    }

    protected async Task CancelAsync()
    {
        if (View is { IsOver: false } view) await Control.CancelAsync(await Current.RequireAsync(), view.Summary.Id, CancellationToken.None);
    }

    /// <summary>Called in the page's turn, once, when the job ended while it was watched or had ended before.</summary>
    protected virtual Task OnOverAsync(JobView view) => Task.CompletedTask;

    /// <summary>
    /// Called in the page's turn for each step of a job that goes on as it went. A page of many parts shows it in the one that it concerns
    /// and says so; else all of it is drawn anew, several times a second.
    /// </summary>
    /// <returns>Whether it is shown.</returns>
    protected virtual bool ShowsStep(JobView view) => false;

    public void Dispose()
    {
        _gone = true;
        _watch?.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task ShowAsync(JobView view) => InvokeAsync(async () =>
    {
        if (_gone || (_watch is not null && _watch.JobId != view.Summary.Id)) return;
        var before = View;
        View = view;
        if (view.IsOver && before is not { IsOver: true }) await OnOverAsync(view);
        if (view.IsOver || before?.Summary.State != view.Summary.State || !ShowsStep(view)) StateHasChanged();
    });
}
