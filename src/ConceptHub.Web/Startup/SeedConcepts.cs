using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Brings the seed concepts in behind the first pages, once the base model is known.</summary>
internal sealed partial class SeedConcepts(SeedImport seeds, BaseModelGate gate, ILogger<SeedConcepts> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var model = await gate.WaitAsync(stoppingToken);
        try
        {
            var report = await seeds.ImportAsync(model.Plan, model.Codebook, stoppingToken);
            if (report.Imported > 0) LogImported(report.Imported, report.Present);
            foreach (var skipped in report.Skipped) LogSkipped(skipped);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception); // a hub without seeds still serves its members
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Imported {Imported} seed concepts; {Present} were here already.")]
    private partial void LogImported(int imported, int present);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Seed concept left out: {Reason}")]
    private partial void LogSkipped(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The seed concepts could not be imported.")]
    private partial void LogFailed(Exception exception);
}
