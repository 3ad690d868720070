using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Engine;

/// <summary>Trains one concept, from pictures or from a LoRA, with loss and samples on the way; goes on from a checkpoint when there is one.</summary>
internal sealed class TrainRun(DeviceThread device, IBlobStore blobs, ICheckpointStore checkpoints, TimeProvider clock)
{
    private readonly LoraReader _loras = new(blobs);

    public async Task<JobEvent> RunAsync(TrainRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        tell(new JobEvent.Progress(request.Ticket, 0, request.Steps, request.Lora is null ? JobPhase.Preparing : JobPhase.Drawing, null));
        var model = (await device.Device).Model;
        var checkpoint = new JobCheckpoint(checkpoints, request);
        var watch = new TrainingWatch(request, clock, tell);
        var learn = await LessonAsync(request, model, cancellation);
        var started = clock.GetTimestamp();
        long? stepBegan = null;   // the first step comes after preparations that are none
        var (adapter, judgement) = await device.RunLongAsync(it => learn(it, checkpoint, AfterStep));
        tell(new JobEvent.Progress(request.Ticket, request.Steps, request.Steps, JobPhase.Saving, 0));
        var blob = await StoreAsync(adapter, model, cancellation);
        checkpoint.Remove();
        return new JobEvent.AdapterMade(request.Ticket, blob, adapter.ConceptNumber, watch.FinalLoss, clock.GetElapsedTime(started).TotalSeconds) { Judgement = judgement };

        void AfterStep(TrainedStep step)
        {
            if (stepBegan is { } began) EngineMeter.TrainingStep.Record(clock.GetElapsedTime(began).TotalSeconds);
            watch.OnStep(step);
            device.LetOthers();
            stepBegan = clock.GetTimestamp();
        }
    }

    private delegate (ConceptAdapter Adapter, ImportJudgement? Judgement) Lesson(IDiffusionDevice device, JobCheckpoint checkpoint, Action<TrainedStep> afterStep);

    /// <summary>Fetches what there is to learn from.</summary>
    private async Task<Lesson> LessonAsync(TrainRequest request, DeviceModel model, CancellationToken cancellation)
    {
        var strangers = await StrangersAsync(request, model, cancellation);
        if (request.Lora is { } brought)
        {
            var lora = await _loras.ReadAsync(brought, model.Fit, cancellation);
            return (device, checkpoint, afterStep) =>
            {
                var distilled = device.Distil(request, lora, strangers, checkpoint, afterStep, cancellation);
                return (distilled.Adapter, distilled.Judgement);
            };
        }

        var pictures = await PicturesAsync(request, model.Choices.Sizes, cancellation);
        return (device, checkpoint, afterStep) => (device.Train(request, pictures, strangers, checkpoint, afterStep, cancellation), null);
    }

    // A concept that was deleted since the training was asked for is no reason to fail.
    private async Task<IReadOnlyList<ContextWords>> StrangersAsync(TrainRequest request, DeviceModel model, CancellationToken cancellation)
    {
        var words = new List<ContextWords>();
        foreach (var blob in request.Strangers)
        {
            try
            {
                await using var file = await blobs.OpenReadAsync(blob, cancellation);
                if (ConceptAdapterFile.Inspect(file, model.Plan, model.Codebook).Match(accepted => accepted.Adapter.ContextWords, _ => null) is { } its) words.Add(its);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
            }
        }

        return words;
    }

    private async Task<IReadOnlyList<LoadedPicture>> PicturesAsync(TrainRequest request, PictureSizes sizes, CancellationToken cancellation)
    {
        var pictures = new List<LoadedPicture>(request.Pictures.Count);
        foreach (var picture in request.Pictures)
            pictures.Add(new LoadedPicture(PictureFile.Cover(await BytesAsync(picture.Blob, cancellation), sizes.OwnWidth, sizes.OwnHeight), picture.Caption));
        return pictures;
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

    private sealed class TrainingWatch(TrainRequest request, TimeProvider clock, Action<JobEvent> tell)
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
            // What was distilled is measured after the last step, which takes a while too.
            var phase = request.Lora is not null && step.Step == step.Of ? JobPhase.Measuring : JobPhase.Training;
            tell(new JobEvent.Progress(request.Ticket, step.Step, step.Of, phase, left));
            tell(new JobEvent.Metric(request.Ticket, step.Step, step.Loss, step.EraseLoss));
            if (step.Sample is { } sample) tell(new JobEvent.Sample(request.Ticket, step.Step, PictureFile.Png(sample)));
        }
    }
}
