using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Trains one concept, with loss and samples on the way; goes on from a checkpoint when there is one.</summary>
internal sealed class TrainRun(DeviceThread device, IBlobStore blobs, ICheckpointStore checkpoints, TimeProvider clock)
{
    public async Task<JobEvent> RunAsync(TrainRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        tell(new JobEvent.Progress(request.Ticket, 0, request.Steps, JobPhase.Preparing, null));
        var model = (await device.Device).Model;
        var sizes = model.Choices.Sizes;
        var pictures = new List<LoadedPicture>(request.Pictures.Count);
        foreach (var picture in request.Pictures)
            pictures.Add(new LoadedPicture(PictureFile.Cover(await BytesAsync(picture.Blob, cancellation), sizes.OwnWidth, sizes.OwnHeight), picture.Caption));

        var started = clock.GetTimestamp();
        var checkpoint = new JobCheckpoint(checkpoints, request);
        var watch = new TrainingWatch(request.Ticket, clock, tell);
        var adapter = await device.RunAsync(it => it.Train(request, pictures, checkpoint, AfterStep, cancellation));
        tell(new JobEvent.Progress(request.Ticket, request.Steps, request.Steps, JobPhase.Saving, 0));
        var blob = await StoreAsync(adapter, model, cancellation);
        checkpoint.Remove();
        return new JobEvent.AdapterMade(request.Ticket, blob, adapter.ConceptNumber, watch.FinalLoss, clock.GetElapsedTime(started).TotalSeconds);

        void AfterStep(TrainedStep step)
        {
            watch.OnStep(step);
            device.LetOthers();
        }
    }

    private async Task<byte[]> BytesAsync(string blob, CancellationToken cancellation)
    {
        await using var file = await blobs.OpenReadAsync(blob, cancellation);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }

    private async Task<string> StoreAsync(ConceptAdapter adapter, DeviceModel model, CancellationToken cancellation)
    {
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, adapter, model.Plan, model.Codebook);
        file.Position = 0;
        return await blobs.PutAsync(file, cancellation);
    }

    private sealed class TrainingWatch(JobTicket ticket, TimeProvider clock, Action<JobEvent> tell)
    {
        private const int AveragedSteps = 20;

        private readonly TimeLeft _left = new(clock);
        private readonly Queue<double> _losses = [];

        public double? FinalLoss => _losses.Count > 0 ? _losses.Average() : null;

        public void OnStep(TrainedStep step)
        {
            if (!double.IsFinite(step.Loss) || !double.IsFinite(step.EraseLoss))
                throw new JobRefusedException(FailureCode.Diverged, $"The training ran away at step {step.Step}: its loss is no number any more. Try other pictures or another seed.");

            _losses.Enqueue(step.Loss);
            if (_losses.Count > AveragedSteps) _losses.Dequeue();
            var left = step.Left?.TotalSeconds ?? _left.After(step.Step, step.Of);
            tell(new JobEvent.Progress(ticket, step.Step, step.Of, JobPhase.Training, left));
            tell(new JobEvent.Metric(ticket, step.Step, step.Loss, step.EraseLoss));
            if (step.Sample is { } sample) tell(new JobEvent.Sample(ticket, step.Step, PictureFile.Png(sample)));
        }
    }
}
