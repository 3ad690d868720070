using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Removes every hour what was kept long enough.</summary>
internal sealed partial class RetentionRounds(RetentionSweep sweep, TimeProvider clock, ILogger<RetentionRounds> log) : Rounds(TimeSpan.FromHours(1), clock, log)
{
    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (await sweep.RunAsync(cancellation) is { IsEmpty: false } it) LogRemoved(Log, it.Reports, it.Notices, it.Jobs, it.Pictures);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Kept long enough: removed {Reports} closed reports, {Notices} notices, {Jobs} empty orders of pictures and {Pictures} pictures.")]
    private static partial void LogRemoved(ILogger log, int reports, int notices, int jobs, int pictures);
}
