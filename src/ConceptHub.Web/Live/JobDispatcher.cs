using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Figures;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Live;

/// <summary>
/// Hands the job whose turn it is to the worker, keeps its lease, and lets the recorder write down what comes of it. Pictures
/// and trainings stand in lines of their own: a picture takes a second and must not wait minutes for a training. Several pictures
/// are in hand at once, since the worker draws them together; of everything else one.
/// </summary>
internal sealed partial class JobDispatcher(
    JobLeases leases, JobEndings endings, JobLimits limits, IJobTransport transport, JobRecorder recorder, LiveFeed feed,
    JobBell bell, BaseModelGate gate, EngineOptions engine, ILogger<JobDispatcher> log) : BackgroundService
{
    private const string WorkerName = "embedded";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastWordPatience = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        await Task.WhenAll([ReadAsync(stoppingToken), RequeueAsync(stoppingToken), .. Enum.GetValues<JobKind>().Select(kind => ServeAsync(kind, stoppingToken))]);
    }

    private async Task ServeAsync(JobKind kind, CancellationToken stopping)
    {
        using var free = new SemaphoreSlim(kind == JobKind.Generate ? Math.Max(1, engine.DrawingsAtOnce) : 1);
        while (!stopping.IsCancellationRequested)
        {
            await free.WaitAsync(stopping);
            var job = await NextAsync(kind, stopping);
            if (job is null) free.Release();
            else _ = FollowToTheEndAsync(job, free, stopping);
            if (job is { Lease.Attempt: 1 }) HubMeter.JobWait.Record(job.Waited.TotalSeconds, new KeyValuePair<string, object?>("kind", kind.ToString()));
            if (job is null) await bell.WaitAsync(kind, Look, stopping);
        }
    }

    private async Task<LeasedJob?> NextAsync(JobKind kind, CancellationToken stopping)
    {
        try
        {
            return await leases.NextAsync(WorkerName, [kind], stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogStumbled(fault);
            return null;
        }
    }

    // Jobs whose worker stopped renewing, this one after a long sleep or another that shares the hub.
    private async Task RequeueAsync(CancellationToken stopping)
    {
        using var look = new PeriodicTimer(Look);
        do
        {
            try
            {
                await endings.RequeueExpiredAsync(stopping);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(fault);
            }
        }
        while (await look.WaitForNextTickAsync(stopping));
    }

    private async Task FollowToTheEndAsync(LeasedJob job, SemaphoreSlim free, CancellationToken stopping)
    {
        using var scope = log.BeginScope("Job {JobId}, attempt {Attempt}", job.Lease.JobId, job.Lease.Attempt);
        try
        {
            await FollowAsync(job, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return; // the site stops: the job is handed out again
        }
        catch (Exception fault)
        {
            LogStumbled(fault);
            await Task.Delay(Look, CancellationToken.None);
        }

        free.Release();
    }

    private async Task FollowAsync(LeasedJob job, CancellationToken stopping)
    {
        var ticket = JobRequests.Ticket(job.Lease);
        var ended = recorder.Open(job);
        await feed.RefreshAsync(job.Owner, job.Lease.JobId, stopping);
        await transport.SubmitAsync(JobRequests.From(job), stopping);
        while (!await WithinAsync(ended, limits.Lease / 3, stopping))
        {
            if (await leases.RenewAsync(job.Lease, stopping) is LeaseResult.Held) continue;
            await transport.CancelAsync(ticket, stopping);
            if (!await WithinAsync(ended, LastWordPatience, stopping)) LogSilent(job.Lease.JobId);
            recorder.Close(ticket);
            return;
        }
    }

    private static async Task<bool> WithinAsync(Task task, TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(task, Task.Delay(patience, cancellation));
        cancellation.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        await foreach (var happening in transport.EventsAsync(stopping))
        {
            try
            {
                await recorder.RecordAsync(happening, stopping);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(fault); // the lease runs out, and the job is handed out again
                recorder.Close(happening.Ticket);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The dispatcher stumbled.")]
    private partial void LogStumbled(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} was taken away from its worker, which did not answer.")]
    private partial void LogSilent(Guid jobId);
}
