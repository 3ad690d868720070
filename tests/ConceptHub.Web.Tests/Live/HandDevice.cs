using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using ConceptHub.Engine;

namespace ConceptHub.Web.Tests.Live;

/// <summary>Draws a colour for each seed and learns nothing, as slowly and as badly as a test asks.</summary>
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

    public int DecodedTogether => 1;

    public IReadOnlyList<IReadOnlyList<RgbImage>> Finish(IReadOnlyList<IDrawing> drawings, CancellationToken cancellation) =>
        [.. drawings.Select(drawing => ((HandDrawing)drawing).Request).Select(request => (IReadOnlyList<RgbImage>)[.. Enumerable.Range(0, request.Count).Select(i => Colour(request.Seed + i))])];

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
    public IReadOnlyList<float[]>? Embed(IReadOnlyList<LoadedPicture> pictures) => null;

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

    private static RgbImage Grey(byte shade) => Colour(shade | shade << 8 | shade << 16);

    /// <summary>The lowest three bytes of the seed are red, green and blue.</summary>
    private static RgbImage Colour(long seed)
    {
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(seed >> i % 3 * 8);
        return new RgbImage(64, 64, pixels);
    }
}
