using ConceptHub.Engine;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Live;

/// <summary>
/// Opens the base model behind the first pages and runs the worker inside the web process. Pages ask here how the model fares.
/// </summary>
public sealed partial class EngineHost(DeviceThread device, Worker worker, BaseModelGate gate, ILogger<EngineHost> log) : BackgroundService
{
    private volatile bool _isBroken;

    /// <summary>A sentence for members when the model cannot be used, else null.</summary>
    public string? Problem => _isBroken ? LiveTexts.ModelBroken : null;

    /// <summary>Words of a prompt that the base model never saw; none are known while it is being read.</summary>
    public IReadOnlyList<string> UnknownWords(string prompt) =>
        device.Device.IsCompletedSuccessfully ? device.Device.GetAwaiter().GetResult().UnknownWords(prompt) : [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        device.Start();
        try
        {
            var model = (await device.Device.WaitAsync(stoppingToken)).Model;
            gate.Open(model);
            LogOpened(model.Hash[..12], model.Plan.Sites.Count, model.Plan.Blocks);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _isBroken = true;
            LogBroken(fault);
            return;
        }

        await worker.RunAsync(stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Base model {Hash} is ready: {Sites} sites of {Blocks} blocks.")]
    private partial void LogOpened(string hash, int sites, int blocks);

    [LoggerMessage(Level = LogLevel.Error, Message = "The base model cannot be read.")]
    private partial void LogBroken(Exception fault);
}
