using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A member's view of their jobs: list, watch, cancel, and where in the queue they stand.</summary>
public sealed class Jobs(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const int ListLength = 100;
    private const int MeasuredJobs = 20;

    /// <summary>The newest hundred.</summary>
    public async Task<IReadOnlyList<JobSummary>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var jobs = await hub.Jobs.AsNoTracking().Where(j => j.OwnerId == actor.Id)
            .OrderByDescending(j => j.CreatedAt).Take(ListLength).ToListAsync(cancellation);
        return [.. jobs.Select(Summary)];
    }

    /// <returns>Null when there is no such job or it is somebody else's.</returns>
    public async Task<JobDetails?> FindAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == id && j.OwnerId == actor.Id, cancellation);
        if (job is null) return null;

        var metrics = await hub.JobMetrics.Where(m => m.JobId == id).OrderBy(m => m.Step)
            .Select(m => new JobMetricPoint(m.Step, m.Loss, m.EraseLoss)).ToListAsync(cancellation);
        var samples = await hub.JobSamples.Where(s => s.JobId == id).OrderBy(s => s.Step)
            .Select(s => new JobSamplePicture(s.Step, s.Blob)).ToListAsync(cancellation);
        return new JobDetails(Summary(job), job.Order, job.Outcome, metrics, samples);
    }

    /// <summary>Takes effect at once in the row; a worker that still runs it loses its lease and can record nothing more.</summary>
    public async Task<CancelResult> RequestCancelAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == id && j.OwnerId == actor.Id, cancellation);
        if (job is null) return new CancelResult.NotFound();

        var unfinished = hub.Jobs.Where(j => j.Id == id && (j.State == JobState.Queued || j.State == JobState.Running));
        if (!await JobDesk.EndAsync(hub, unfinished, id, new JobEnd(JobState.Cancelled, clock.GetUtcNow()), cancellation))
            return new CancelResult.AlreadyFinished(job.State);

        await work.CommitAsync(cancellation);
        return new CancelResult.Cancelled(job.State == JobState.Running ? job.Attempt : null);
    }

    /// <summary>Counts who waits before in the line of the job's kind, and guesses the start: whoever is next takes the place that is free first, for as long as such jobs took lately.</summary>
    /// <returns>Null when the job does not wait, or no longer.</returns>
    public async Task<JobPosition?> PositionAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var waiting = await JobLeases.Waiting(hub, JobLeases.AllKinds).ToListAsync(cancellation);
        if (waiting.FirstOrDefault(job => job.Id == id) is not { Kind: var kind }) return null;

        var ahead = JobTurns.InOrder(waiting.Where(job => job.Kind == kind)).TakeWhile(job => job.Id != id).ToArray();
        var running = await hub.Jobs.AsNoTracking().Where(j => j.State == JobState.Running && j.Kind == kind)
            .Select(j => new { j.StartedAt, j.SecondsLeft }).ToListAsync(cancellation);
        var (now, usual) = (clock.GetUtcNow(), await UsualSecondsAsync(hub, kind, cancellation));
        var left = running.Select(job => job.SecondsLeft ?? (usual is { } whole ? Math.Max(0, whole - (now - job.StartedAt!.Value).TotalSeconds) : double.NaN)).ToArray();
        return new JobPosition(ahead.Length, Start(left, ahead.Length, usual ?? double.NaN) is var seconds && double.IsNaN(seconds) ? null : now.AddSeconds(seconds));
    }

    /// <param name="left">Seconds until each job that runs ends; NaN where nobody knows.</param>
    private static double Start(double[] left, int ahead, double usual)
    {
        if (left.Any(double.IsNaN) || ahead > 0 && double.IsNaN(usual)) return double.NaN;
        var free = new PriorityQueue<double, double>(left.DefaultIfEmpty(0).Select(seconds => (seconds, seconds)));
        for (var i = 0; i < ahead; i++)
        {
            var ends = free.Peek() + usual;
            free.DequeueEnqueue(ends, ends);
        }

        return free.Peek();
    }

    private static async Task<double?> UsualSecondsAsync(HubDbContext hub, JobKind kind, CancellationToken cancellation)
    {
        var measured = await hub.Jobs.Where(j => j.Kind == kind && j.State == JobState.Succeeded)
            .OrderByDescending(j => j.CreatedAt).Take(MeasuredJobs)
            .Select(j => new { j.StartedAt, j.FinishedAt }).ToListAsync(cancellation);
        return measured.Count == 0 ? null : measured.Average(j => (j.FinishedAt!.Value - j.StartedAt!.Value).TotalSeconds);
    }

    internal static JobSummary Summary(Job job) => new()
    {
        Id = job.Id,
        Owner = job.OwnerId,
        Kind = job.Kind,
        State = job.State,
        Title = job.Title,
        Attempt = job.Attempt,
        Progress = new JobProgress(job.Step, job.Of, job.Phase, job.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null),
        Failure = job.FailureCode is { } code ? new JobFailure(code, job.FailureSentence ?? "") : null,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
    };
}
