using ConceptHub.Catalog;
using ConceptHub.Web.Figures;

namespace ConceptHub.Web.Live;

/// <summary>One viewer of one job. Tells the viewer at most ten times a second, always the newest state; disposing ends it.</summary>
public sealed class JobWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QueueLook = TimeSpan.FromSeconds(2);

    private readonly Func<JobView, Task> _tell;
    private readonly Action<JobWatch> _leave;
    private readonly Func<JobSummary, CancellationToken, Task<JobPosition?>> _position;
    private readonly SemaphoreSlim _changed = new(1, 1); // the first view is told at once
    private readonly CancellationTokenSource _closing = new();
    private readonly LiveJob _job;

    internal JobWatch(LiveJob job, Func<JobView, Task> tell, Func<JobSummary, CancellationToken, Task<JobPosition?>> position, Action<JobWatch> leave)
    {
        (_job, _tell, _position, _leave) = (job, tell, position, leave);
    }

    internal Guid JobId => _job.Id;

    internal void Start() => _ = PumpAsync();

    internal void Notice()
    {
        lock (_changed)
        {
            if (_changed.CurrentCount == 0) _changed.Release();
            else HubMeter.UpdatesJoined.Add(1);
        }
    }

    public void Dispose()
    {
        if (_closing.IsCancellationRequested) return;
        _leave(this);
        _closing.Cancel();
    }

    private async Task PumpAsync()
    {
        var closing = _closing.Token;
        try
        {
            while (!closing.IsCancellationRequested)
            {
                var changed = await _changed.WaitAsync(QueueLook, closing);
                if (_job.View is not { } view || (!changed && view.Summary.State != JobState.Queued)) continue;
                if (view.Summary.State == JobState.Queued) view = view with { Position = await _position(view.Summary, closing) };
                await _tell(view);
                HubMeter.UpdatesTold.Add(1);
                await Task.Delay(Interval, closing);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // the viewer left
        }
        catch (ObjectDisposedException)
        {
            Dispose(); // the circuit went before its component said so
        }
    }
}

/// <summary>What the feed knows of a job that runs or is watched.</summary>
internal sealed class LiveJob(Guid id)
{
    public Guid Id => id;

    /// <summary>Null until the row was read.</summary>
    public JobView? View { get; set; }
    public bool IsRunning { get; set; }
    public List<JobWatch> Watches { get; } = [];
}
