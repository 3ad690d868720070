using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Text;

namespace ConceptHub.Engine;

/// <summary>Draws pictures, with previews on the way.</summary>
internal sealed class GenerateRun(DeviceThread device, Drawings drawings, IBlobStore blobs, AdapterReader adapters, WorkerOptions options, TimeProvider clock)
{
    public async Task<JobEvent> RunAsync(GenerateRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        var watch = new DrawingWatch(request.Ticket, request.Steps, options, clock, tell);
        watch.Prepare();
        var drawn = await DrawAsync(request, drawing => watch.OnStep(drawing.Step, drawing.Of, () => Frame(drawing.Preview())), cancellation);
        watch.Save();
        var made = await StoreAsync(drawn.Pictures, cancellation);
        return new JobEvent.PictureMade(request.Ticket, made[0], drawn.UnknownWords) { FurtherBlobs = [.. made.Skip(1)] };
    }

    /// <summary>The pictures of one request, not yet stored.</summary>
    /// <exception cref="JobRefusedException">The prompt, a concept, a setting or the start picture cannot be used.</exception>
    public async Task<DrawnPictures> DrawAsync(GenerateRequest request, Action<IDrawing> onStep, CancellationToken cancellation)
    {
        if ((PromptRules.Problem(request.Prompt) ?? PromptRules.NegativeProblem(request.NegativePrompt)) is { } problem)
            throw new JobRefusedException(FailureCode.BadPrompt, problem);

        var opened = await device.Device;
        var recipe = new List<LoadedAdapter>(request.Recipe.Count);
        foreach (var part in request.Recipe)
            recipe.Add(new LoadedAdapter(part.ConceptId, await adapters.ReadAsync(part, opened.Model, cancellation), part.Strength) { Region = part.Region });

        var files = new LoadedDrawing([.. recipe.Where(part => request.MergesAll || IsCalled(part, request))], await StartAsync(request, cancellation));
        var pictures = await drawings.DrawAsync(request, files, onStep, cancellation);
        return new DrawnPictures(pictures, opened.UnknownWords(WithoutTriggers(request.Prompt, recipe)));
    }

    /// <returns>The blobs of the PNG files, in their order.</returns>
    public async Task<IReadOnlyList<string>> StoreAsync(IEnumerable<RgbImage> pictures, CancellationToken cancellation)
    {
        var made = new List<string>();
        foreach (var picture in pictures)
            made.Add(await blobs.PutAsync(new MemoryStream(PictureFile.Png(picture), writable: false), cancellation));
        return made;
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

    private static Func<byte[]> Frame(RgbImage half) => () => PictureFile.Preview(half);

    // A concept that nobody calls is meant to change nothing. Left out of the merge it changes exactly nothing, and merging is instant.
    private static bool IsCalled(LoadedAdapter part, GenerateRequest request)
    {
        var word = TriggerWords.InPrompt(part.Adapter.TriggerWord);
        return request.Prompt.Contains(word, StringComparison.OrdinalIgnoreCase) || request.NegativePrompt.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    // Trigger words are learned, not read: they are no unknown words of the prompt.
    private static string WithoutTriggers(string prompt, IEnumerable<LoadedAdapter> recipe) =>
        recipe.Aggregate(prompt, (text, part) => text.Replace(part.Adapter.TriggerWord, " ", StringComparison.OrdinalIgnoreCase));
}

/// <param name="Pictures">In the order of their seeds.</param>
/// <param name="UnknownWords">Words of the prompt that the model never saw.</param>
internal sealed record DrawnPictures(IReadOnlyList<RgbImage> Pictures, IReadOnlyList<string> UnknownWords);
