using System.Diagnostics;

namespace ConceptHub.Engine;

/// <summary>
/// Takes jobs from a transport, runs them on the device and tells how it goes. Knows no database and no members. Whoever hands
/// out jobs says how many are in hand at once; the device does one thing at a time, and a training lets pictures in between steps.
/// </summary>
public sealed class Worker(IJobTransport transport, JobRuns runs, WorkerOptions options, TimeProvider clock)
{
    private readonly RunningJobs _running = new();

    /// <summary>Serves until stopped. A job that runs then is left without a last word: the site hands it out again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var cancels = ListenAsync(stopping);
        var serving = new List<Task>();
        try
        {
            await foreach (var request in transport.RequestsAsync(stopping))
            {
                serving.RemoveAll(task => task.IsCompletedSuccessfully);
                serving.Add(ServeAsync(request, stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the way a worker ends
        }

        await Task.WhenAll(serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // a stopped job ends by a cancellation
        await cancels;
    }

    private async Task ServeAsync(JobRequest request, CancellationToken stopping)
    {
        var ticket = request.Ticket;
        var cancellation = _running.Begin(ticket, stopping).Token;
        using var span = EngineMeter.Activities.StartActivity("job");
        span?.SetTag("concepthub.job.id", ticket.JobId).SetTag("concepthub.job.attempt", ticket.Attempt).SetTag("concepthub.job.kind", request.GetType().Name);
        try
        {
            await transport.PublishAsync(new JobEvent.Accepted(ticket), stopping);
            var last = await RunAsync(request, cancellation);
            await transport.PublishAsync(last, stopping);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            await transport.PublishAsync(new JobEvent.Cancelled(ticket), stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.Message);
            await transport.PublishAsync(FailureCode.From(ticket, fault), stopping);
        }
        finally
        {
            _running.End(ticket);
        }
    }

    private async Task<JobEvent> RunAsync(JobRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await using var outbox = new Outbox(transport, options.ProgressInterval, clock);
        outbox.Start();
        return await runs.RunAsync(request, outbox.Post, cancellation);
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var ticket in transport.CancelsAsync(stopping)) _running.Cancel(ticket);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the worker ends
        }
    }
}
