using ConceptHub.Catalog;

namespace ConceptHub.Web.Live;

/// <summary>Rung when a job was queued, so that it need not wait for the dispatcher's next look. Each kind of job has its listener.</summary>
public sealed class JobBell
{
    private readonly IReadOnlyDictionary<JobKind, SemaphoreSlim> _rung = Enum.GetValues<JobKind>().ToDictionary(kind => kind, _ => new SemaphoreSlim(0, 1));

    public void Ring()
    {
        foreach (var rung in _rung.Values)
        {
            try
            {
                rung.Release();
            }
            catch (SemaphoreFullException)
            {
                // rung already and not yet heard
            }
        }
    }

    /// <summary>Returns when rung or after the patience, whichever comes first. One listener for each kind.</summary>
    public Task WaitAsync(JobKind kind, TimeSpan patience, CancellationToken cancellation) => _rung[kind].WaitAsync(patience, cancellation);
}
