using System.Threading.Channels;

namespace ConceptHub.Engine;

/// <summary>Site and one worker in the same process. Nothing survives the process; the site's job rows do.</summary>
public sealed class InProcessTransport : IJobTransport
{
    private readonly Channel<JobRequest> _requests = Channel.CreateUnbounded<JobRequest>();
    private readonly Channel<JobTicket> _cancels = Channel.CreateUnbounded<JobTicket>();

    // Bounded, so that a site that cannot keep up slows the worker's words down instead of eating memory.
    private readonly Channel<JobEvent> _events = Channel.CreateBounded<JobEvent>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.Wait });

    public ValueTask SubmitAsync(JobRequest request, CancellationToken cancellation) => _requests.Writer.WriteAsync(request, cancellation);

    public ValueTask CancelAsync(JobTicket ticket, CancellationToken cancellation) => _cancels.Writer.WriteAsync(ticket, cancellation);

    public IAsyncEnumerable<JobEvent> EventsAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    public IAsyncEnumerable<JobRequest> RequestsAsync(CancellationToken cancellation) => _requests.Reader.ReadAllAsync(cancellation);

    public IAsyncEnumerable<JobTicket> CancelsAsync(CancellationToken cancellation) => _cancels.Reader.ReadAllAsync(cancellation);

    public ValueTask PublishAsync(JobEvent happening, CancellationToken cancellation) => _events.Writer.WriteAsync(happening, cancellation);
}
