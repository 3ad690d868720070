using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>How jobs end, and how those that a stopped server left behind go back to the queue.</summary>
public sealed class JobEndings(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock, JobLimits limits)
{
    /// <summary>The adapter exists: its number is held for good and the draft waits to be published.</summary>
    public Task<FinishResult> FinishTrainingAsync(JobLease lease, AdapterTrained adapter, CancellationToken cancellation) =>
        SucceedAsync(lease, async (hub, job) =>
        {
            var order = (TrainingOrder)job.Order;
            if (!await Slots.TrainedAsync(hub, JobDesk.Key(job.Id), adapter.ConceptNumber, cancellation)
                && !(order.VersionOf is { } concept && await Slots.IsOfAsync(hub, concept, adapter.ConceptNumber, cancellation)))
                throw new InvalidOperationException($"Job {job.Id} trained concept number {adapter.ConceptNumber}, which it does not hold.");
            await hub.Drafts.Where(d => d.JobId == job.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DraftState.Trained), cancellation);
            hub.Notices.Add(new Notice { MemberId = job.OwnerId, Kind = NoticeKind.TrainingDone, JobId = job.Id, Title = order.TriggerWord, CreatedAt = clock.GetUtcNow() });
            await hub.SaveChangesAsync(cancellation);
            return adapter;
        }, cancellation);

    /// <summary>The projected LoRA exists; its draft finds it through the job.</summary>
    public Task<FinishResult> FinishNicheAsync(JobLease lease, NicheMade niche, CancellationToken cancellation) =>
        SucceedAsync(lease, (_, _) => Task.FromResult<JobOutcome>(niche), cancellation);

    /// <summary>The concepts are quiet on each other: every recipe of them may say so from now on.</summary>
    public Task<FinishResult> FinishSettlingAsync(JobLease lease, RecipeSettled settled, CancellationToken cancellation) =>
        SucceedAsync(lease, async (hub, job) =>
        {
            await Settlings.KeepAsync(hub, (SettleOrder)job.Order, settled, clock.GetUtcNow(), cancellation);
            return settled;
        }, cancellation);

    /// <summary>It is known how much of a concept is left among others: its page tells.</summary>
    public Task<FinishResult> FinishMeasuringAsync(JobLease lease, MeasuredConcept measured, CancellationToken cancellation) =>
        SucceedAsync(lease, async (hub, job) =>
        {
            await KeptReports.KeepAsync(hub, (MeasureOrder)job.Order, measured, clock.GetUtcNow(), cancellation);
            return new ConceptMeasured(measured.Kept);
        }, cancellation);

    /// <summary>The pictures and the job's end are one commit: there is never a finished job without them.</summary>
    /// <param name="lease">The hand-out that drew them.</param>
    /// <param name="pictureBlobs">In the order of their seeds, at least one; of a grid the sheet, then its pictures row by row.</param>
    /// <param name="cancellation">Stops before anything is recorded.</param>
    public Task<FinishResult> FinishGenerationAsync(JobLease lease, IReadOnlyList<string> pictureBlobs, CancellationToken cancellation) =>
        SucceedAsync(lease, async (hub, job) =>
        {
            var pictures = NewPictures(job, pictureBlobs, clock.GetUtcNow());
            hub.Pictures.AddRange(pictures);
            await blocked.KeepPrivateAsync(hub, [.. pictures.Where(picture => picture.Visibility == PictureVisibility.Public)], clock.GetUtcNow(), cancellation);
            await ConceptUses.AddPicturesAsync(hub, [.. pictures.SelectMany(picture => picture.Concepts)], clock.GetUtcNow(), cancellation);
            await hub.SaveChangesAsync(cancellation);
            return new PictureMade(pictures[0].Id, pictures[0].Blob) { Further = [.. pictures.Skip(1).Select(picture => new MadePicture(picture.Id, picture.Blob))] };
        }, cancellation);

    public async Task<FinishResult> FailAsync(JobLease lease, JobFailure failure, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var end = new JobEnd(JobState.Failed, clock.GetUtcNow(), failure);
        if (!await JobDesk.EndAsync(hub, JobLeases.Held(hub, lease), lease.JobId, end, cancellation)) return await SaidBeforeAsync(hub, lease, JobState.Failed, cancellation);
        var job = await hub.Jobs.AsNoTracking().SingleAsync(j => j.Id == lease.JobId, cancellation);
        if (job.Order is TrainingOrder order)
        {
            hub.Notices.Add(new Notice { MemberId = job.OwnerId, Kind = NoticeKind.TrainingFailed, JobId = job.Id, Title = order.TriggerWord, Text = failure.Sentence, CreatedAt = clock.GetUtcNow() });
            await hub.SaveChangesAsync(cancellation);
        }

        await work.CommitAsync(cancellation);
        return new FinishResult.Finished(JobState.Failed);
    }

    /// <summary>At start-up, while no worker can be running: everything unfinished waits again.</summary>
    public Task<int> RequeueUnfinishedAsync(CancellationToken cancellation) =>
        RequeueAsync(hub => hub.Jobs.Where(j => j.State == JobState.Running), cancellation);

    /// <summary>While the site runs: jobs whose worker stopped renewing.</summary>
    public Task<int> RequeueExpiredAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return RequeueAsync(hub => hub.Jobs.Where(j => j.State == JobState.Running && j.LeaseUntil < now), cancellation);
    }

    private async Task<int> RequeueAsync(Func<HubDbContext, IQueryable<Job>> abandoned, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (!await abandoned(hub).AnyAsync(cancellation)) return 0;   // most looks find nothing; they must not take the write lock
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var worn = await abandoned(hub).Where(j => j.Attempt >= limits.Attempts).Select(j => j.Id).ToListAsync(cancellation);
        var failure = new JobFailure("interrupted", $"The job was interrupted {limits.Attempts} times and is not tried again.");
        foreach (var id in worn)
            await JobDesk.EndAsync(hub, abandoned(hub).Where(j => j.Id == id), id, new JobEnd(JobState.Failed, clock.GetUtcNow(), failure), cancellation);

        var requeued = await abandoned(hub).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Queued)
            .SetProperty(j => j.Worker, (string?)null)
            .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(j => j.SecondsLeft, (double?)null), cancellation);
        await work.CommitAsync(cancellation);
        return requeued;
    }

    // Each picture says how it alone is made again. They are a tick apart, so that lists, newest first, keep the order of the seeds.
    private static List<Picture> NewPictures(Job job, IReadOnlyList<string> blobs, DateTimeOffset now)
    {
        var order = (GenerationOrder)job.Order;
        if (order.Grid is not { } grid) return [.. blobs.Select((blob, place) => NewPicture(job, blob, new GridCell(order.Settings.Of(place), order.Recipe), now.AddTicks(-place)))];
        if (blobs.Count != grid.Cells.Count + 1) throw new InvalidOperationException($"Job {job.Id} was to draw a sheet and {grid.Cells.Count} pictures, and came with {blobs.Count} files.");
        var sheet = NewPicture(job, blobs[0], new GridCell(order.Settings, order.Recipe), now);
        sheet.Grid = grid.Labels;
        return
        [
            sheet,
            .. grid.Cells.Zip(blobs.Skip(1)).Select((made, place) =>
            {
                var picture = NewPicture(job, made.Second, made.First, now.AddTicks(-1 - place));
                (picture.SheetId, picture.Visibility) = (sheet.Id, PictureVisibility.Private);
                return picture;
            }),
        ];
    }

    private static Picture NewPicture(Job job, string blob, GridCell made, DateTimeOffset at)
    {
        var order = (GenerationOrder)job.Order;
        var used = made.Recipe.Where(entry => entry.Enabled).ToDictionary(entry => entry.ConceptId, entry => entry.Strength);
        return new Picture
        {
            OwnerId = job.OwnerId,
            JobId = job.Id,
            Blob = blob,
            Settings = made.Settings,
            Words = made.Settings.Prompt.ToLowerInvariant(),
            Recipe = made.Recipe,
            Visibility = order.Visibility,
            CreatedAt = at,
            Concepts = [.. from part in order.Parts where used.ContainsKey(part.ConceptId) select new PictureConcept { ConceptId = part.ConceptId, VersionId = part.VersionId, Strength = used[part.ConceptId] }],
        };
    }

    private async Task<FinishResult> SucceedAsync(JobLease lease, Func<HubDbContext, Job, Task<JobOutcome>> keep, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        // Touching the row first locks it: on every database a cancel now waits for this commit, or has won already.
        if (await JobLeases.Held(hub, lease).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null), cancellation) == 0)
            return await SaidBeforeAsync(hub, lease, JobState.Succeeded, cancellation);

        var job = await hub.Jobs.AsNoTracking().SingleAsync(j => j.Id == lease.JobId, cancellation);
        JobOutcome? outcome = await keep(hub, job);
        DateTimeOffset? now = clock.GetUtcNow();
        await JobLeases.Held(hub, lease).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Succeeded)
            .SetProperty(j => j.Outcome, outcome)
            .SetProperty(j => j.FinishedAt, now)
            .SetProperty(j => j.SecondsLeft, (double?)null), cancellation);
        await work.CommitAsync(cancellation);
        return new FinishResult.Finished(JobState.Succeeded);
    }

    // A worker whose answer got lost says it again: the same attempt with the same end is no conflict.
    private static async Task<FinishResult> SaidBeforeAsync(HubDbContext hub, JobLease lease, JobState said, CancellationToken cancellation)
    {
        var job = await hub.Jobs.Where(j => j.Id == lease.JobId).Select(j => new { j.State, j.Attempt }).SingleAsync(cancellation);
        return job.State == said && job.Attempt == lease.Attempt ? new FinishResult.Finished(said) : new FinishResult.LeaseLost(job.State);
    }
}
