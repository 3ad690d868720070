namespace ConceptHub.Engine;

/// <summary>
/// Between the device's thread, which must not wait, and the transport: samples are all sent; of progress, metrics and
/// previews the newest wins, and nothing is sent more often than the interval.
/// </summary>
internal sealed class Outbox(IJobTransport transport, TimeSpan interval, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<JobEvent.Sample> _samples = [];
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly CancellationTokenSource _closing = new();
    private JobEvent.Progress? _progress;
    private JobEvent.Metric? _metric;
    private HalfDrawn? _preview;
    private Task? _pump;

    public void Start() => _pump = PumpAsync();

    /// <summary>Takes the event without waiting.</summary>
    public void Post(JobEvent happening)
    {
        lock (_gate)
        {
            switch (happening)
            {
                case JobEvent.Progress progress: _progress = progress; break;
                case JobEvent.Metric metric: _metric = metric; break;
                case HalfDrawn preview:
                    if (_preview is not null) EngineMeter.FramesReplaced.Add(1);
                    _preview = preview;
                    break;
                case JobEvent.Sample sample: _samples.Enqueue(sample); break;
                default: throw new ArgumentException($"{happening.GetType().Name} is no event of a running job.", nameof(happening));
            }

            if (_filled.CurrentCount == 0) _filled.Release();
        }
    }

    /// <summary>Sends what is left, then nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_pump is not null) await _pump;
        await SendAsync();
        _closing.Dispose();
        _filled.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                await _filled.WaitAsync(_closing.Token);
                await SendAsync();
                await Task.Delay(interval, clock, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // closed: DisposeAsync sends the rest
        }
    }

    private async Task SendAsync()
    {
        List<JobEvent> taken;
        lock (_gate)
        {
            taken = [.. new JobEvent?[] { _progress, _metric, _preview }.OfType<JobEvent>(), .. _samples];
            (_progress, _metric, _preview) = (null, null, null);
            _samples.Clear();
        }

        foreach (var happening in taken) await transport.PublishAsync((happening as HalfDrawn)?.Developed() ?? happening, CancellationToken.None);
    }
}

/// <summary>A preview that becomes a file when it is sent: the device's thread does not wait for it, and one that is replaced before costs nothing.</summary>
internal sealed record HalfDrawn(JobTicket Ticket, int Step, Func<byte[]> Frame) : JobEvent(Ticket)
{
    public Preview Developed() => new(Ticket, Step, Frame());
}
