using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Once in a while removes files that nothing refers to any more.</summary>
internal sealed partial class Housekeeping(BlobSweep sweep, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first time after an interval, not at the start, which must be quick.
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var removed = await sweep.RunAsync(stoppingToken);
                if (removed > 0) LogRemoved(removed);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(fault); // the next round finds what this one left
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Removed} files that nothing referred to.")]
    private partial void LogRemoved(int removed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweeping the files failed.")]
    private partial void LogStumbled(Exception fault);
}
