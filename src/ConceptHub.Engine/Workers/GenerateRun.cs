using ConceptHub.Diffusion.Text;

namespace ConceptHub.Engine;

/// <summary>Draws pictures, with previews on the way.</summary>
internal sealed class GenerateRun(DeviceThread device, IBlobStore blobs, WorkerOptions options, TimeProvider clock)
{
    private readonly AdapterReader _adapters = new(blobs, options.AdapterCacheBytes);

    public async Task<JobEvent> RunAsync(GenerateRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        if ((PromptRules.Problem(request.Prompt) ?? PromptRules.NegativeProblem(request.NegativePrompt)) is { } problem)
            throw new JobRefusedException(FailureCode.BadPrompt, problem);

        tell(new JobEvent.Progress(request.Ticket, 0, request.Steps, JobPhase.Preparing, null));
        var opened = await device.Device;
        var recipe = new List<LoadedAdapter>(request.Recipe.Count);
        foreach (var part in request.Recipe)
            recipe.Add(new LoadedAdapter(part.ConceptId, await _adapters.ReadAsync(part, opened.Model, cancellation), part.Strength));

        var files = new LoadedDrawing([.. recipe.Where(part => IsCalled(part, request))], await StartAsync(request, cancellation));
        var watch = new DrawingWatch(request, options, clock, tell);
        var pictures = await device.RunAsync(it => it.Generate(request, files, watch.OnStep, cancellation));
        tell(new JobEvent.Progress(request.Ticket, watch.Steps, watch.Steps, JobPhase.Saving, 0));
        var made = new List<string>(pictures.Count);
        foreach (var picture in pictures)
            made.Add(await blobs.PutAsync(new MemoryStream(PictureFile.Png(picture), writable: false), cancellation));
        return new JobEvent.PictureMade(request.Ticket, made[0], opened.UnknownWords(WithoutTriggers(request.Prompt, recipe))) { FurtherBlobs = made[1..] };
    }

    private async Task<byte[]?> StartAsync(GenerateRequest request, CancellationToken cancellation)
    {
        if (request.StartBlob is null) return null;
        try
        {
            await using var file = await blobs.OpenReadAsync(request.StartBlob, cancellation);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellation);
            return bytes.ToArray();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobRefusedException(FailureCode.MissingFile, "The start picture was deleted meanwhile. Choose another one.", gone);
        }
    }

    // A concept that nobody calls is meant to change nothing. Left out of the merge it changes exactly nothing, and merging is instant.
    private static bool IsCalled(LoadedAdapter part, GenerateRequest request)
    {
        var word = TriggerWords.InPrompt(part.Adapter.TriggerWord);
        return request.Prompt.Contains(word, StringComparison.OrdinalIgnoreCase) || request.NegativePrompt.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    // Trigger words are learned, not read: they are no unknown words of the prompt.
    private static string WithoutTriggers(string prompt, IEnumerable<LoadedAdapter> recipe) =>
        recipe.Aggregate(prompt, (text, part) => text.Replace(part.Adapter.TriggerWord, " ", StringComparison.OrdinalIgnoreCase));

    private sealed class DrawingWatch(GenerateRequest request, WorkerOptions options, TimeProvider clock, Action<JobEvent> tell)
    {
        private readonly Cadence _previews = new(options.PreviewInterval, clock);
        private readonly TimeLeft _left = new(clock);

        /// <summary>Taken in all, as the device tells.</summary>
        public int Steps { get; private set; } = request.Steps;

        public void OnStep(DrawnStep step)
        {
            Steps = step.Of;
            tell(new JobEvent.Progress(request.Ticket, step.Step, step.Of, JobPhase.Denoising, _left.After(step.Step, step.Of)));
            // The last step's preview would be the picture, which comes right after.
            if (step.Step < step.Of && _previews.IsDue())
                tell(new JobEvent.Preview(request.Ticket, step.Step, PictureFile.Preview(step.Preview())));
        }
    }
}
