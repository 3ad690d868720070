using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>Once after the start, behind the first pages: hashes what is in files from before there were hashes.</summary>
internal sealed partial class FileHashing(ContentHashes hashes, BaseModelGate gate, ILogger<FileHashing> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken); // the model is read first: nobody waits for this
        try
        {
            var taken = await hashes.FillAsync(stoppingToken);
            if (taken > 0) LogTaken(taken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogStumbled(fault); // the next start goes on
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Hashed what is in {Taken} adapter files.")]
    private partial void LogTaken(int taken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hashing the adapter files failed.")]
    private partial void LogStumbled(Exception fault);
}
