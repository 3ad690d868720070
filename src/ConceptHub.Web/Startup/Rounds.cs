namespace ConceptHub.Web.Startup;

/// <summary>Does something once in a while; a round that stumbles is logged, and the next one goes on.</summary>
internal abstract partial class Rounds(TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    protected ILogger Log { get; } = log;

    /// <summary>Usually the first time comes after an interval, not at the start, which must be quick.</summary>
    protected virtual bool BeginsAtOnce => false;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        var isDue = BeginsAtOnce;
        while (isDue || await timer.WaitForNextTickAsync(stoppingToken))
        {
            isDue = false;
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(Log, GetType().Name, fault); // the next round finds what this one left
            }
        }
    }

    protected abstract Task RoundAsync(CancellationToken cancellation);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {Round} failed.")]
    private static partial void LogStumbled(ILogger log, string round, Exception fault);
}
