using ConceptHub.Diffusion;

namespace ConceptHub.Engine;

/// <summary>Draws a concept alone and merged with others, and holds both against its own pictures. Each picture waits until nobody else draws; an interrupted one begins anew.</summary>
internal sealed class MeasureRun(DeviceThread device, Drawings drawings, GenerateRun drawing, IBlobStore blobs, TimeProvider clock)
{
    private const double LeastLikeness = 0.1;   // below it a concept is not seen in its own pictures, and a share of it says nothing

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public async Task<JobEvent> RunAsync(MeasureRequest request, Action<JobEvent> tell, CancellationToken cancellation)
    {
        var model = (await device.Device).Model;
        var (of, drawn, left) = (2 * request.Prompts.Count, 0, new TimeLeft(clock));
        Tell(JobPhase.Preparing);
        // All of one recipe after another: it is merged once.
        var alone = await DrawAsync([request.Concept]);
        var merged = await DrawAsync([request.Concept, .. request.Companions]);
        Tell(JobPhase.Saving);
        var kept = await KeptAsync(request, model, alone, merged, cancellation);
        var pairs = (await drawing.StoreAsync(alone, cancellation)).Zip(await drawing.StoreAsync(merged, cancellation), (first, second) => new MeasuredPair(first, second));
        return new JobEvent.ConceptMeasured(request.Ticket, kept, [.. pairs]);

        async Task<List<RgbImage>> DrawAsync(IReadOnlyList<RecipeAdapter> recipe)
        {
            var pictures = new List<RgbImage>(request.Prompts.Count);
            foreach (var prompt in request.Prompts)
            {
                while (drawings.Count > 0) await Task.Delay(Look, clock, cancellation);
                pictures.AddRange((await drawing.DrawAsync(Picture(request, model, prompt, recipe), _ => { }, cancellation)).Pictures);
                drawn++;
                Tell(JobPhase.Measuring);
            }

            return pictures;
        }

        void Tell(string phase) => tell(new JobEvent.Progress(request.Ticket, drawn, of, phase, left.After(drawn, of)));
    }

    private static GenerateRequest Picture(MeasureRequest request, DeviceModel model, MeasurePrompt prompt, IReadOnlyList<RecipeAdapter> recipe) => new()
    {
        Ticket = request.Ticket,
        BaseModelHash = request.BaseModelHash,
        Prompt = prompt.Text,
        WidthPixels = model.Choices.Sizes.OwnWidth,
        HeightPixels = model.Choices.Sizes.OwnHeight,
        Steps = request.Steps,
        GuidanceScale = model.Choices.OwnGuidanceScale,
        Seed = prompt.Seed,
        Scheduler = request.Scheduler,
        Recipe = recipe,
        MergesAll = true,
    };

    /// <summary>The likeness of the merged pictures as a share of that of the others.</summary>
    private async Task<double?> KeptAsync(MeasureRequest request, DeviceModel model, List<RgbImage> alone, List<RgbImage> merged, CancellationToken cancellation)
    {
        var own = await PictureEmbeddings.LoadAsync(blobs, request.Own, model, cancellation);
        if (own.Count == 0) return null;
        var drawn = alone.Concat(merged).Zip(request.Prompts.Concat(request.Prompts), (picture, prompt) => new LoadedPicture(picture, prompt.Plain));
        if (await device.RunAsync(it => it.Embed([.. own, .. drawn])) is not { } looks) return null;

        var (shown, others) = (looks.Take(own.Count).ToList(), looks.Skip(own.Count).ToList());
        var (before, after) = (Likeness(others.Take(alone.Count), shown), Likeness(others.Skip(alone.Count), shown));
        return before < LeastLikeness ? null : Math.Clamp(after / before, 0, 1);
    }

    private static double Likeness(IEnumerable<float[]> drawn, List<float[]> own) =>
        drawn.Average(look => own.Average(it => it.Zip(look, (x, y) => (double)x * y).Sum()));
}
