namespace ConceptHub.Engine;

/// <summary>Says yes at most once per interval, the first time at once.</summary>
public sealed class Cadence(TimeSpan interval, TimeProvider clock)
{
    private long? _last;

    public bool IsDue()
    {
        var now = clock.GetTimestamp();
        if (_last is { } last && clock.GetElapsedTime(last, now) < interval) return false;
        _last = now;
        return true;
    }
}
