using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

/// <summary>A hub whose device is drawn by hand; everything between the page and the device is real.</summary>
public sealed class LiveHub : TestHub
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal HandDevice Device { get; } = new();
    internal JobControl Control => Services.GetRequiredService<JobControl>();
    internal LiveFeed Feed => Services.GetRequiredService<LiveFeed>();
    internal Catalog.Jobs Jobs => Services.GetRequiredService<Catalog.Jobs>();

    protected override void Replace(IServiceCollection services) => services.AddSingleton(new DeviceThread(() => Device));

    public async Task<InstalledModel> ModelAsync() => (await Services.GetRequiredService<BaseModelGate>().WaitAsync(Token)).Installed;

    public async Task<Actor> SignedUpAsync(string name)
    {
        await MemberAsync(name);
        var member = await Services.GetRequiredService<Members>().FindAsync(name, Token);
        return new Actor(member!.Id, name, []);
    }

    public async Task<Guid> DrawAsync(Actor actor, string prompt = "a house", int steps = 6, int count = 1) =>
        Assert.IsType<SubmitResult.Queued>(await OrderAsync(actor, new PictureSettings { Prompt = prompt, Steps = steps, Seed = 40 }, count)).JobId;

    internal async Task<SubmitResult> OrderAsync(Actor actor, PictureSettings settings, int count = 1) =>
        await Control.DrawAsync(actor, await ModelAsync(), new Composition { Settings = settings, Count = count }, Token);

    /// <summary>Watches as a page does, until the job is over.</summary>
    /// <returns>Every state that the page was shown.</returns>
    internal async Task<IReadOnlyList<JobView>> WatchAsync(Actor actor, Guid jobId)
    {
        var seen = new List<JobView>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = await Feed.WatchAsync(actor, jobId, view =>
        {
            seen.Add(view);
            if (view.IsOver) over.TrySetResult();
            return Task.CompletedTask;
        }, Token);
        Assert.NotNull(watch);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        return seen;
    }
}

/// <summary>Draws greys and learns nothing, as slowly and as badly as a test asks.</summary>
internal sealed class HandDevice : IDiffusionDevice
{
    public DeviceModel Model { get; } = new(SeedFolders.Plan, SeedFolders.Code, new DrawingChoices(new PictureSizes(8, 64, 64, 128), 2, new GenerationLimits()),
        new LoraFit(new LoraTargets(SeedFolders.Plan.Layers.Select(layer => new LoraTarget($"unet.{layer.Name}", [layer.Outputs, layer.Inputs]))), 4));

    public volatile int LastStep;

    public int StepMilliseconds { get; set; } = 60;

    public Exception? Fault { get; set; }

    public string? Refusal { get; set; }

    /// <summary>Width of the start picture that was last drawn over, and how much was to be drawn anew.</summary>
    public int StartSide { get; private set; }
    public double StartStrength { get; private set; }

    public IReadOnlyList<string> UnknownWords(string prompt) => [];

    public string? Problem(GenerateRequest request) => Refusal;

    public IDrawing Begin(GenerateRequest request, LoadedDrawing files)
    {
        if (files.Start is { } start) (StartSide, StartStrength) = (SkiaSharp.SKBitmap.DecodeBounds(start).Width, request.Strength);
        return new HandDrawing(request);
    }

    public IReadOnlyList<IDrawing> Step(IReadOnlyList<IDrawing> drawings)
    {
        var first = (HandDrawing)drawings[0];
        Step(first.Step + 1, CancellationToken.None);
        foreach (var drawing in drawings.Cast<HandDrawing>()) drawing.Step++;
        return drawings;
    }

    public IReadOnlyList<RgbImage> Finish(IDrawing drawing, CancellationToken cancellation)
    {
        var request = ((HandDrawing)drawing).Request;
        return [.. Enumerable.Range(0, request.Count).Select(i => Grey((byte)(request.Seed + i)))];
    }

    public ConceptProfile Profile(ConceptAdapter adapter) =>
        new(adapter.Codeword, new CrosstalkProfile([adapter.ConceptNumber], [1], 1));

    public ConceptAdapter Train(TrainRequest request, IReadOnlyList<LoadedPicture> pictures, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation)
    {
        for (var step = 1; step <= request.Steps; step++)
        {
            Step(step, cancellation);
            onStep(new TrainedStep(step, request.Steps, 1.0 / step, 0.1, null, step % request.SampleEvery == 0 ? Grey((byte)step) : null));
        }

        var codeword = Model.Codebook.Encode(request.ConceptNumber);
        return new ConceptAdapter
        {
            ConceptNumber = request.ConceptNumber,
            Codeword = codeword,
            TriggerWord = request.TriggerWord,
            ClassWord = request.ClassWord,
            Kind = request.Kind,
            BaseModelHash = Model.Hash,
            PlanHash = Model.Plan.Hash,
            Layers = [.. Model.Plan.Layers.Select((layer, i) => new AdapterLayer(layer.Name, 1, new float[layer.Inputs], new float[Model.Plan.RowCount(layer, codeword[Model.Plan.LayerSites[i]])]))],
            TokenEmbedding = new TokenEmbedding(1, 4, new float[4]),
        };
    }

    public DistilledLora Distil(TrainRequest request, LoadedLora lora, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation) =>
        new(Train(request, [], strangers, checkpoint, onStep, cancellation), new ImportJudgement(0.6, 0.01, 0.1));

    public ProjectedLora Project(NicheRequest request, LoadedLora lora, Action<string> onPhase, CancellationToken cancellation)
    {
        onPhase(JobPhase.Projecting);
        for (var step = 1; step <= 10; step++) Step(step, cancellation);
        return new ProjectedLora(lora.Lora, lora.Lora.Modules.Count, new ImportJudgement(0.9, 0.02, 0.1), Grey(1), Grey(2));
    }

    public SettledPool Settle(IReadOnlyList<ConceptAdapter> adapters, Action<double> onPass, CancellationToken cancellation)
    {
        for (var pass = 1; pass <= 10; pass++)
        {
            Step(pass, cancellation);
            onPass(pass / 10.0);
        }

        return new SettledPool(adapters, 0.4, 0.1);
    }

    // Says nothing of what pictures look like, as most base models.
    public IReadOnlyList<float[]>? Looks(IReadOnlyList<LoadedPicture> pictures) => null;

    public void Dispose()
    {
    }

    private void Step(int step, CancellationToken cancellation)
    {
        LastStep = step;
        if (Fault is not null) throw Fault;
        Thread.Sleep(StepMilliseconds);
        cancellation.ThrowIfCancellationRequested();
    }

    private sealed class HandDrawing(GenerateRequest request) : IDrawing
    {
        public GenerateRequest Request => request;
        public int Step { get; set; }
        public int Of => request.Steps;
        public bool IsOver => Step == request.Steps;

        public RgbImage Preview() => Grey((byte)(Step * 20));

        public void Dispose()
        {
        }
    }

    private static RgbImage Grey(byte shade)
    {
        var pixels = new byte[64 * 64 * 3];
        Array.Fill(pixels, shade);
        return new RgbImage(64, 64, pixels);
    }
}
