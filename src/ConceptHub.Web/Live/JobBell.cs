namespace ConceptHub.Web.Live;

/// <summary>Rung when a job was queued, so that it need not wait for the dispatcher's next look.</summary>
public sealed class JobBell
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // rung already and not yet heard
        }
    }

    /// <summary>Returns when rung or after the patience, whichever comes first.</summary>
    public Task WaitAsync(TimeSpan patience, CancellationToken cancellation) => _rung.WaitAsync(patience, cancellation);
}
