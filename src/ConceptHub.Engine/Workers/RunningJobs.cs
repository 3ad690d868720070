namespace ConceptHub.Engine;

/// <summary>Which tickets run or were cancelled before they came.</summary>
internal sealed class RunningJobs
{
    private const int RememberedCancels = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<JobTicket, CancellationTokenSource> _running = [];
    private readonly Queue<JobTicket> _cancelledEarly = [];

    /// <summary>Registers a run; its source is cancelled already when a cancel came first.</summary>
    public CancellationTokenSource Begin(JobTicket ticket, CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (_gate)
        {
            _running[ticket] = source;
            if (_cancelledEarly.Contains(ticket)) source.Cancel();
        }

        return source;
    }

    public void End(JobTicket ticket)
    {
        lock (_gate)
        {
            if (_running.Remove(ticket, out var source)) source.Dispose();
        }
    }

    public void Cancel(JobTicket ticket)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(ticket, out var source))
            {
                source.Cancel();
                return;
            }

            _cancelledEarly.Enqueue(ticket);
            if (_cancelledEarly.Count > RememberedCancels) _cancelledEarly.Dequeue();
        }
    }
}
