using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// What whoever runs jobs may say: take the next, keep it, tell how it goes. Every word needs the lease, and a lease is fenced
/// by its attempt number, so a cancel or a takeover wins over a late worker. Endings are in <see cref="JobEndings"/>.
/// </summary>
public sealed class JobLeases(IDbContextFactory<HubDbContext> hubs, TrainingCheckpoints checkpoints, TimeProvider clock, JobLimits limits)
{
    internal static readonly JobKind[] AllKinds = Enum.GetValues<JobKind>();

    public Task<LeasedJob?> NextAsync(string worker, CancellationToken cancellation) => NextAsync(worker, AllKinds, cancellation);

    /// <summary>The job whose turn it is, handed to this worker.</summary>
    /// <param name="worker">A name for people.</param>
    /// <param name="kinds">What the worker can do.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <returns>Null when nothing of these kinds waits.</returns>
    public async Task<LeasedJob?> NextAsync(string worker, IReadOnlyCollection<JobKind> kinds, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        // Most looks find nothing; they must not take the write lock.
        if (!await hub.Jobs.AnyAsync(j => j.State == JobState.Queued && kinds.Contains(j.Kind), cancellation)) return null;
        if (kinds.Contains(JobKind.Measure)) kinds = await WithoutMeasuringWhileBusyAsync(hub, kinds, cancellation);

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var waiting = await Waiting(hub, kinds).ToListAsync(cancellation);
        foreach (var turn in JobTurns.InOrder(waiting))
        {
            if (await HandOutAsync(hub, turn, worker, cancellation) is not { } leased) continue;
            await work.CommitAsync(cancellation);
            return leased;
        }

        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>How many jobs of each kind wait.</summary>
    public async Task<IReadOnlyDictionary<JobKind, int>> WaitingAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Jobs.Where(j => j.State == JobState.Queued).GroupBy(j => j.Kind).Select(of => new { of.Key, Count = of.Count() })
            .ToDictionaryAsync(of => of.Key, of => of.Count, cancellation);
    }

    // Measuring answers nobody who waits: it begins when nothing else waits or runs.
    private static async Task<IReadOnlyCollection<JobKind>> WithoutMeasuringWhileBusyAsync(HubDbContext hub, IReadOnlyCollection<JobKind> kinds, CancellationToken cancellation) =>
        await hub.Jobs.AnyAsync(j => j.Kind != JobKind.Measure && (j.State == JobState.Queued || j.State == JobState.Running), cancellation)
            ? [.. kinds.Where(kind => kind != JobKind.Measure)]
            : kinds;

    public Task<LeaseResult> RenewAsync(JobLease lease, CancellationToken cancellation) =>
        WhileHeldAsync(lease, (_, _) => Task.CompletedTask, cancellation);

    /// <summary>Records where the job stands, and renews the lease.</summary>
    public Task<LeaseResult> ReportProgressAsync(JobLease lease, JobProgress progress, CancellationToken cancellation)
    {
        var secondsLeft = progress.Left?.TotalSeconds;
        return WhileHeldAsync(lease, (_, held) => held.ExecuteUpdateAsync(set => set
            .SetProperty(j => j.Step, progress.Step)
            .SetProperty(j => j.Of, progress.Of)
            .SetProperty(j => j.Phase, progress.Phase)
            .SetProperty(j => j.SecondsLeft, secondsLeft), cancellation), cancellation);
    }

    public Task<LeaseResult> AddMetricAsync(JobLease lease, JobMetricPoint point, CancellationToken cancellation) =>
        WhileHeldAsync(lease, async (hub, _) =>
        {
            var metric = await hub.JobMetrics.FindAsync([lease.JobId, point.Step], cancellation);
            if (metric is null) hub.JobMetrics.Add(metric = new JobMetric { JobId = lease.JobId, Step = point.Step, Loss = point.Loss });
            metric.Loss = point.Loss;
            metric.EraseLoss = point.EraseLoss;
            await hub.SaveChangesAsync(cancellation);
        }, cancellation);

    public Task<LeaseResult> AddSampleAsync(JobLease lease, JobSamplePicture picture, CancellationToken cancellation) =>
        WhileHeldAsync(lease, async (hub, _) =>
        {
            var sample = await hub.JobSamples.FindAsync([lease.JobId, picture.Step], cancellation);
            if (sample is null) hub.JobSamples.Add(sample = new JobSample { JobId = lease.JobId, Step = picture.Step, Blob = picture.Blob });
            sample.Blob = picture.Blob;
            await hub.SaveChangesAsync(cancellation);
        }, cancellation);

    internal static IQueryable<Job> Held(HubDbContext hub, JobLease lease) =>
        hub.Jobs.Where(j => j.Id == lease.JobId && j.Attempt == lease.Attempt && j.State == JobState.Running);

    internal static IQueryable<WaitingJob> Waiting(HubDbContext hub, IReadOnlyCollection<JobKind> kinds) =>
        from job in hub.Jobs
        join owner in hub.Users on job.OwnerId equals owner.Id
        where job.State == JobState.Queued && kinds.Contains(job.Kind)
        select new WaitingJob(job.Id, job.OwnerId, job.Kind, job.CreatedAt, owner.LastServedAt);

    private async Task<LeasedJob?> HandOutAsync(HubDbContext hub, WaitingJob turn, string worker, CancellationToken cancellation)
    {
        var job = await hub.Jobs.AsNoTracking().SingleAsync(j => j.Id == turn.Id, cancellation);
        var now = clock.GetUtcNow();
        var order = job.Order;
        if (order is TrainingOrder training)
        {
            if (await ConfirmNumberAsync(hub, job.Id, training, now, cancellation) is not { } confirmed) return null;
            order = confirmed;
        }

        var lease = new JobLease(job.Id, job.Attempt + 1);
        var until = now + limits.Lease;
        var handed = await hub.Jobs.Where(j => j.Id == job.Id && j.State == JobState.Queued).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Running)
            .SetProperty(j => j.Attempt, lease.Attempt)
            .SetProperty(j => j.Worker, worker)
            .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)until)
            .SetProperty(j => j.StartedAt, (DateTimeOffset?)now)
            .SetProperty(j => j.Order, order), cancellation);
        if (handed == 0) return null;

        // Whose concept is measured was not served by that.
        if (job.Kind != JobKind.Measure) await hub.Users.Where(m => m.Id == job.OwnerId).ExecuteUpdateAsync(set => set.SetProperty(m => m.LastServedAt, (DateTimeOffset?)now), cancellation);
        return new LeasedJob(lease, job.OwnerId, order, until) { Waited = now - job.CreatedAt };
    }

    // A number reserved long ago may have lapsed and gone to another concept; then the job gets a new one before it starts.
    private async Task<TrainingOrder?> ConfirmNumberAsync(HubDbContext hub, Guid jobId, TrainingOrder order, DateTimeOffset now, CancellationToken cancellation)
    {
        var wish = new SlotWish(order.Model, JobDesk.Key(jobId), Reservations.Commons, now, now + limits.ReservationLease) { VersionOf = order.VersionOf };
        if (await Slots.ClaimAsync(hub, wish, cancellation) is { } number)
        {
            // What was trained for the old number fits no other rows.
            if (number != order.ConceptNumber) checkpoints.Remove(jobId);
            return order with { ConceptNumber = number };
        }


        var failure = new JobFailure("codebook-full", "No concept number is free any more for this base model.");
        await JobDesk.EndAsync(hub, hub.Jobs.Where(j => j.Id == jobId && j.State == JobState.Queued), jobId, new JobEnd(JobState.Failed, now, failure), cancellation);
        return null;
    }

    private async Task<LeaseResult> WhileHeldAsync(JobLease lease, Func<HubDbContext, IQueryable<Job>, Task> record, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        var until = now + limits.Lease;
        if (await Held(hub, lease).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, (DateTimeOffset?)until), cancellation) == 0)
            return new LeaseResult.Lost(await StateAsync(hub, lease.JobId, cancellation));

        await Slots.RenewLeaseAsync(hub, JobDesk.Key(lease.JobId), now + limits.ReservationLease, cancellation);
        await record(hub, Held(hub, lease));
        await work.CommitAsync(cancellation);
        return new LeaseResult.Held(until);
    }

    internal static Task<JobState> StateAsync(HubDbContext hub, Guid jobId, CancellationToken cancellation) =>
        hub.Jobs.Where(j => j.Id == jobId).Select(j => j.State).SingleAsync(cancellation);
}
