using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Publishes concepts when their time has come; at the start those that were due while the site was down.</summary>
internal sealed partial class PlannedPublishing(ConceptListing listing, TimeProvider clock, ILogger<PlannedPublishing> log) : BackgroundService
{
    // Times are chosen to the minute.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                var published = await listing.PublishDueAsync(stoppingToken);
                if (published > 0) LogPublished(published);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(fault); // the next round tries again
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Published} concepts whose time had come.")]
    private partial void LogPublished(int published);

    [LoggerMessage(Level = LogLevel.Error, Message = "Concepts whose time had come could not be published.")]
    private partial void LogStumbled(Exception fault);
}
