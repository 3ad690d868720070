using System.Collections.Concurrent;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Engine;
using ConceptHub.Web.Figures;
using ConceptHub.Web.Media;
using Microsoft.AspNetCore.SignalR;

namespace ConceptHub.Web.Live;

/// <summary>Writes what a worker tells into the catalog, then tells the pages and programs that watch.</summary>
internal sealed partial class JobRecorder(
    JobLeases leases, JobEndings endings, FileBlobStore blobs, TrainingCheckpoints checkpoints,
    LiveFeed feed, IHubContext<JobsHub, IJobListener> hub, IJobTransport transport, TimeProvider clock, ILogger<JobRecorder> log)
{
    // Rows are for pages that come later; those that watch see every event.
    private static readonly TimeSpan RowInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<JobTicket, OpenJob> _open = new();

    /// <summary>From now on events of this hand-out are believed.</summary>
    /// <returns>Completes with the last word.</returns>
    public Task Open(LeasedJob job)
    {
        var row = new Cadence(RowInterval, clock);
        _ = row.IsDue();   // it was written just now, when the job was handed out
        var open = new OpenJob(job, row);
        _open[JobRequests.Ticket(job.Lease)] = open;
        return open.Ended.Task;
    }

    /// <summary>Forgets a hand-out that somebody else took over.</summary>
    public void Close(JobTicket ticket)
    {
        if (_open.TryRemove(ticket, out var open)) open.Ended.TrySetResult();
    }

    public async Task RecordAsync(JobEvent happening, CancellationToken cancellation)
    {
        if (!_open.TryGetValue(happening.Ticket, out var open)) return;
        try
        {
            if (happening.IsLast) await EndAsync(open, happening, cancellation);
            else if (await KeepAsync(open, happening, cancellation) is LeaseResult.Lost) await transport.CancelAsync(happening.Ticket, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Without its record a job cannot go on: it fails with the reason, and the worker stops.
            await transport.CancelAsync(happening.Ticket, cancellation);
            await EndAsync(open, Failure(happening.Ticket, fault), cancellation);
        }
    }

    private async Task<LeaseResult?> KeepAsync(OpenJob open, JobEvent happening, CancellationToken cancellation)
    {
        var (lease, id) = (open.Job.Lease, open.Job.Lease.JobId);
        var listeners = hub.Clients.Group(JobsHub.Group(id));
        switch (happening)
        {
            case JobEvent.Progress it:
                var progress = new JobProgress(it.Step, it.Of, it.Phase, it.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);
                var kept = open.Row.IsDue() ? await leases.ReportProgressAsync(lease, progress, cancellation) : null;
                feed.Apply(id, view => view.With(progress));
                await listeners.Progress(id, progress);
                return kept;
            case JobEvent.Preview it:
                var frame = PreviewFrame.From(it.Step, it.Frame);
                feed.Apply(id, view => view with { Preview = frame });
                await listeners.Preview(id, it.Step, it.Frame);
                return null;
            case JobEvent.Metric it:
                var point = new JobMetricPoint(it.Step, it.Loss, it.EraseLoss);
                var added = await leases.AddMetricAsync(lease, point, cancellation);
                feed.Apply(id, view => view.With(point));
                await listeners.Metric(id, point);
                return added;
            case JobEvent.Sample it:
                var sample = new JobSamplePicture(it.Step, await blobs.PutAsync(it.Png, cancellation));
                var stored = await leases.AddSampleAsync(lease, sample, cancellation);
                feed.Apply(id, view => view.With(sample));
                await listeners.Sample(id, it.Step, MediaAddress.Of(sample.Blob));
                return stored;
            default:
                return null;
        }
    }

    private async Task EndAsync(OpenJob open, JobEvent last, CancellationToken cancellation)
    {
        var job = open.Job;
        switch (last)
        {
            case JobEvent.PictureMade it:
                await endings.FinishGenerationAsync(job.Lease, [it.Blob, .. it.FurtherBlobs], cancellation);
                break;
            case JobEvent.AdapterMade it:
                var order = (TrainingOrder)job.Order;
                var summary = new TrainingSummary(order.Pictures.Count, order.Choices.Steps, it.FinalLoss, it.Seconds) { Likeness = it.Judgement is { } judgement ? Likeness(judgement) : null };
                await endings.FinishTrainingAsync(job.Lease, new AdapterTrained(it.Blob, it.ConceptNumber, summary), cancellation);
                break;
            case JobEvent.NicheMade it:
                await endings.FinishNicheAsync(job.Lease, new NicheMade(it.Blob, Likeness(it.Judgement), it.Projected, it.Layers), cancellation);
                break;
            case JobEvent.RecipeSettled it:
                var gain = new SettlingGain(it.Crosstalk.Before, it.Crosstalk.After);
                await endings.FinishSettlingAsync(job.Lease, new RecipeSettled([.. it.Adapters.Select(made => new QuietAdapter(made.ConceptId, made.Blob))], gain), cancellation);
                break;
            case JobEvent.ConceptMeasured it:
                await endings.FinishMeasuringAsync(job.Lease, new MeasuredConcept(it.Kept, [.. it.Pictures.Select(pair => new KeptPair(pair.Alone, pair.Merged))]), cancellation);
                break;
            case JobEvent.Failed it:
                LogFailed(job.Lease.JobId, it.Code, it.Detail);
                await endings.FailAsync(job.Lease, new JobFailure(it.Code, it.Sentence), cancellation);
                break;
            default:
                break; // cancelled: the row says so already
        }

        HubMeter.JobsEnded.Add(1, new("kind", job.Order.GetType().Name.Replace("Order", "", StringComparison.Ordinal)), new("end", StateAfter(last).ToString()));
        _open.TryRemove(last.Ticket, out _);
        checkpoints.Remove(job.Lease.JobId);
        var view = await feed.RefreshAsync(job.Owner, job.Lease.JobId, cancellation);
        open.Ended.TrySetResult();
        // The row knows better than the worker, which a takedown only stops.
        var (state, failure) = view is { IsOver: true } ? (view.Summary.State, view.Summary.Failure) : (StateAfter(last), null);
        await hub.Clients.Group(JobsHub.Group(job.Lease.JobId)).Ended(job.Lease.JobId, state, failure);
    }

    private static LoraLikeness Likeness(ImportJudgement judgement) => new(judgement.Kept, judgement.Drift, judgement.LoraDrift);

    // The engine knows full disks, but not full databases.
    private static JobEvent.Failed Failure(JobTicket ticket, Exception fault) => StorageFullException.IsBehind(fault)
        ? new JobEvent.Failed(ticket, FailureCode.DiskFull, StorageFullException.Sentence, fault.ToString())
        : FailureCode.From(ticket, fault);

    private static JobState StateAfter(JobEvent last) => last switch
    {
        JobEvent.PictureMade or JobEvent.AdapterMade or JobEvent.NicheMade or JobEvent.RecipeSettled or JobEvent.ConceptMeasured => JobState.Succeeded,
        JobEvent.Failed => JobState.Failed,
        _ => JobState.Cancelled,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} failed ({Code}): {Detail}")]
    private partial void LogFailed(Guid jobId, string code, string? detail);

    private sealed record OpenJob(LeasedJob Job, Cadence Row)
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
