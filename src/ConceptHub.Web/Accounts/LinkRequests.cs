using System.Threading.RateLimiting;

namespace ConceptHub.Web.Accounts;

/// <summary>How often a link may be asked for with the same words, so that nobody fills another's mailbox. It counts words, whether somebody has them or not.</summary>
internal sealed class LinkRequests : IDisposable
{
    public const int MostPerHour = 3;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(words => RateLimitPartition.GetFixedWindowLimiter(
        words, _ => new FixedWindowRateLimiterOptions { PermitLimit = MostPerHour, Window = TimeSpan.FromHours(1) }));

    /// <returns>Minutes to wait; null when a link may be sent.</returns>
    public int? Wait(string words)
    {
        using var lease = _limiter.AttemptAcquire(words.Trim().ToUpperInvariant());
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes)) : 60;
    }

    public void Dispose() => _limiter.Dispose();
}
