using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Publishes concepts when their time has come; at a start those that were due while the site was down.</summary>
internal sealed partial class PlannedPublishing(ConceptListing listing, TimeProvider clock, ILogger<PlannedPublishing> log) : Rounds(Interval, clock, log)
{
    // Times are chosen to the minute.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override bool BeginsAtOnce => true;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var published = await listing.PublishDueAsync(cancellation);
        if (published > 0) LogPublished(Log, published);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Published} concepts whose time had come.")]
    private static partial void LogPublished(ILogger log, int published);
}
