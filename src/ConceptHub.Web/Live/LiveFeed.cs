using ConceptHub.Catalog;

namespace ConceptHub.Web.Live;

/// <summary>
/// Brings what workers tell to the pages that watch. Whoever watches must own the job. A page that comes late or comes back gets
/// the whole state first, from the row and from what passed by since.
/// </summary>
public sealed class LiveFeed(Catalog.Jobs jobs)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LiveJob> _jobs = [];

    /// <param name="tell">Called with the present state soon, then after changes; on any thread, never twice at once.</param>
    /// <returns>Null when there is no such job or it is somebody else's.</returns>
    public async Task<JobWatch?> WatchAsync(Actor actor, Guid jobId, Func<JobView, Task> tell, CancellationToken cancellation)
    {
        // Entered before the row is read: what happens in between is then not missed.
        JobWatch watch;
        lock (_gate)
        {
            var job = Entry(jobId);
            job.Watches.Add(watch = new JobWatch(job, tell, PositionAsync, Leave));
        }

        var details = await jobs.FindAsync(actor, jobId, cancellation);
        if (details is null)
        {
            watch.Dispose();
            return null;
        }

        lock (_gate)
        {
            var job = Entry(jobId);
            job.View ??= new JobView(details);
        }

        watch.Start();
        return watch;
    }

    /// <summary>Takes the row as it is now for the truth; after hand-outs and endings.</summary>
    /// <returns>What the row says; null when there is none.</returns>
    internal async Task<JobView?> RefreshAsync(Guid owner, Guid jobId, CancellationToken cancellation)
    {
        var details = await jobs.FindAsync(new Actor(owner, "", []), jobId, cancellation);
        if (details is null) return null;
        JobView view;
        lock (_gate)
        {
            var job = Entry(jobId);
            job.IsRunning = details.Summary.State == JobState.Running;
            job.View = view = new JobView(details, job.IsRunning ? job.View?.Preview : null);
            foreach (var watch in job.Watches) watch.Notice();
            Tidy(job);
        }

        QueueMoved();
        return view;
    }

    internal void Apply(Guid jobId, Func<JobView, JobView> change)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(jobId, out var job) || job.View is not { IsOver: false } view) return;
            job.View = change(view);
            foreach (var watch in job.Watches) watch.Notice();
        }
    }

    /// <summary>Those who wait may stand elsewhere now.</summary>
    internal void QueueMoved()
    {
        lock (_gate)
        {
            foreach (var job in _jobs.Values.Where(job => job.View?.Summary.State == JobState.Queued))
                foreach (var watch in job.Watches) watch.Notice();
        }
    }

    // A takedown or a suspension ends what waits in its row, and tells nobody.
    private async Task<JobPosition?> PositionAsync(JobSummary waiting, CancellationToken cancellation)
    {
        var position = await jobs.PositionAsync(waiting.Id, cancellation);
        if (position is null) await RefreshAsync(waiting.Owner, waiting.Id, cancellation);
        return position;
    }

    private LiveJob Entry(Guid jobId)
    {
        if (!_jobs.TryGetValue(jobId, out var job)) _jobs[jobId] = job = new LiveJob(jobId);
        return job;
    }

    private void Leave(JobWatch watch)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(watch.JobId, out var job)) return;
            job.Watches.Remove(watch);
            Tidy(job);
        }
    }

    private void Tidy(LiveJob job)
    {
        if (job.Watches.Count == 0 && !job.IsRunning) _jobs.Remove(job.Id);
    }
}
