namespace ConceptHub.Engine;

/// <summary>Does one job on the device: fetches its files, draws, trains or projects, stores the result.</summary>
public sealed class JobRuns(DeviceThread device, IBlobStore blobs, ICheckpointStore checkpoints, WorkerOptions options, TimeProvider clock)
{
    private readonly GenerateRun _generate = new(device, blobs, options, clock);
    private readonly TrainRun _train = new(device, blobs, checkpoints, clock);
    private readonly NicheRun _niche = new(device, blobs);

    /// <returns>The job's last word.</returns>
    /// <exception cref="JobRefusedException">The request cannot be done by this worker.</exception>
    public async Task<JobEvent> RunAsync(JobRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        var model = (await device.Device).Model;
        if (request.BaseModelHash != model.Hash)
            throw new JobRefusedException(FailureCode.WrongModel, "The base model was replaced since this was asked for. Please ask again.");

        return request switch
        {
            GenerateRequest generate => await _generate.RunAsync(generate, tell, cancellation),
            TrainRequest train => await _train.RunAsync(train, tell, cancellation),
            NicheRequest niche => await _niche.RunAsync(niche, tell, cancellation),
            _ => throw new ArgumentException($"No worker knows {request.GetType().Name}.", nameof(request)),
        };
    }
}
