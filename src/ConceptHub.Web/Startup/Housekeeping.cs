using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Once in a while mends what database and files know differently, and says what it did: files without rows, rows without files. The database takes note of how it has grown.</summary>
internal sealed partial class Housekeeping(BlobSweep sweep, MissingFiles missing, Sessions sessions, HubSetup setup, TimeProvider clock, ILogger<Housekeeping> log) : Rounds(TimeSpan.FromHours(6), clock, log)
{
    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var removed = await sweep.RunAsync(cancellation);
        if (removed > 0) LogRemoved(Log, removed);
        await sessions.SweepAsync(cancellation);
        await setup.OptimizeAsync(cancellation);
        if (await missing.MendAsync(cancellation) is { IsEmpty: false } it) LogMissing(Log, it.Pictures, it.Shown, it.Work, it.Settlings, it.Concepts);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Removed} files that nothing referred to.")]
    private static partial void LogRemoved(ILogger log, int removed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Files are missing: removed {Pictures} pictures, {Shown} pictures of concepts, {Work} pictures of work in progress and {Settlings} settlings without a file; took out of the catalog: {Concepts}.")]
    private static partial void LogMissing(ILogger log, int pictures, int shown, int work, int settlings, IReadOnlyList<string> concepts);
}
