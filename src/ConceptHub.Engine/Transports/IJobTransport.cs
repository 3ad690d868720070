namespace ConceptHub.Engine;

/// <summary>
/// Carries requests to workers and events back; the border between the site and its machines. Delivery may repeat a ticket
/// after a fault, never an attempt that was answered.
/// </summary>
public interface IJobTransport
{
    /// <summary>The site hands a job out. Returns once the job is on its way, not once it is done.</summary>
    ValueTask SubmitAsync(JobRequest request, CancellationToken cancellation);

    /// <summary>The site asks a worker to stop; a ticket nobody works on is ignored when it comes.</summary>
    ValueTask CancelAsync(JobTicket ticket, CancellationToken cancellation);

    /// <summary>What the workers tell, in order for each ticket. One reader.</summary>
    IAsyncEnumerable<JobEvent> EventsAsync(CancellationToken cancellation);

    /// <summary>The worker's side: jobs to do, each to one worker.</summary>
    IAsyncEnumerable<JobRequest> RequestsAsync(CancellationToken cancellation);

    /// <summary>The worker's side: tickets to stop.</summary>
    IAsyncEnumerable<JobTicket> CancelsAsync(CancellationToken cancellation);

    /// <summary>The worker's side: tells the site.</summary>
    ValueTask PublishAsync(JobEvent happening, CancellationToken cancellation);
}
