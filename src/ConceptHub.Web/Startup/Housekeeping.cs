using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Once in a while removes files that nothing refers to any more.</summary>
internal sealed partial class Housekeeping(BlobSweep sweep, TimeProvider clock, ILogger<Housekeeping> log) : Rounds(TimeSpan.FromHours(6), clock, log)
{
    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var removed = await sweep.RunAsync(cancellation);
        if (removed > 0) LogRemoved(Log, removed);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Removed} files that nothing referred to.")]
    private static partial void LogRemoved(ILogger log, int removed);
}
