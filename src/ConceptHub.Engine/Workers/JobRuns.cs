using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Engine;

/// <summary>Does one job on the device: fetches its files, draws, trains, projects, settles or measures, stores the result.</summary>
public sealed class JobRuns
{
    private readonly DeviceThread _device;
    private readonly GenerateRun _generate;
    private readonly GridRun _grid;
    private readonly TrainRun _train;
    private readonly NicheRun _niche;
    private readonly SettleRun _settle;
    private readonly MeasureRun _measure;

    /// <param name="budget">Of which adapters that were read take their share.</param>
    public JobRuns(DeviceThread device, Drawings drawings, IBlobStore blobs, ICheckpointStore checkpoints, MemoryBudget budget, WorkerOptions options, TimeProvider clock)
    {
        _device = device;
        var adapters = new AdapterReader(blobs, budget.Share<ConceptAdapter>(CacheShare.Adapters, adapter => adapter.Bytes));
        _generate = new GenerateRun(device, drawings, blobs, adapters, options, clock);
        _grid = new GridRun(_generate, blobs, options, clock);
        _train = new TrainRun(device, blobs, checkpoints, clock);
        _niche = new NicheRun(device, blobs);
        _settle = new SettleRun(device, blobs, clock);
        _measure = new MeasureRun(device, drawings, _generate, blobs, clock);
    }

    /// <returns>The job's last word.</returns>
    /// <exception cref="JobRefusedException">The request cannot be done by this worker.</exception>
    public async Task<JobEvent> RunAsync(JobRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        var model = (await _device.Device).Model;
        if (request.BaseModelHash != model.Hash)
            throw new JobRefusedException(FailureCode.WrongModel, "The base model was replaced since this was asked for. Please ask again.");

        return request switch
        {
            GenerateRequest generate => await _generate.RunAsync(generate, tell, cancellation),
            GridRequest grid => await _grid.RunAsync(grid, tell, cancellation),
            TrainRequest train => await _train.RunAsync(train, tell, cancellation),
            NicheRequest niche => await _niche.RunAsync(niche, tell, cancellation),
            SettleRequest settle => await _settle.RunAsync(settle, tell, cancellation),
            MeasureRequest measure => await _measure.RunAsync(measure, tell, cancellation),
            _ => throw new ArgumentException($"No worker knows {request.GetType().Name}.", nameof(request)),
        };
    }
}
