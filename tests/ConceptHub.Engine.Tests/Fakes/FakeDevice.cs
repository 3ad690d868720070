using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Engine.Tests;

/// <summary>A device without tensors: draws one grey per step, learns nothing, waits where a test wants it to.</summary>
internal sealed class FakeDevice : IDiffusionDevice
{
    public static readonly BlockPlan Plan = BlockPlan.ForTransformers(new string('a', 64),
        [.. Enumerable.Range(0, 3).Select(i => new AdaptedLayer($"down_blocks.{i}.attn2.to_k", 8, 32))], 16, 4);

    public DeviceModel Model { get; init; } = new(Plan, Codebook.For(Plan), new DrawingChoices(new PictureSizes(8, 32, 32, 64), 2, new GenerationLimits()),
        new LoraFit(new LoraTargets(Plan.Layers.Select(layer => new LoraTarget($"unet.{layer.Name}", [layer.Outputs, layer.Inputs]))), 4))
    { LikenessHash = new string('c', 64) };

    /// <summary>Of what is drawn with these files.</summary>
    public Func<LoadedDrawing, byte> Shade { get; init; } = _ => 200;

    public Action<int> BeforeStep { get; set; } = _ => { };
    public double Loss { get; init; } = 0.5;
    public Exception? Fault { get; init; }

    /// <summary>What was drawn, in order.</summary>
    public List<JobTicket> Drawn { get; } = [];
    public IReadOnlyList<LoadedAdapter> LastRecipe { get; private set; } = [];
    public byte[]? LastStart { get; private set; }
    public IReadOnlyList<LoadedPicture> LastPictures { get; private set; } = [];
    public IReadOnlyList<ContextWords> LastStrangers { get; private set; } = [];
    public LoadedLora? LastLora { get; private set; }
    public int FirstStep { get; private set; }
    public int Previews { get; private set; }
    public int Profiles { get; private set; }
    public string ThreadName { get; private set; } = "";

    public IReadOnlyList<string> UnknownWords(string prompt) => [.. prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('x'))];

    public string? Problem(GenerateRequest request) => null;

    /// <summary>How many took each step together.</summary>
    public List<int> Together { get; } = [];

    /// <summary>How many were finished together.</summary>
    public List<int> Ended { get; } = [];

    public IDrawing Begin(GenerateRequest request, LoadedDrawing files)
    {
        (LastRecipe, LastStart, ThreadName) = (files.Recipe, files.Start, Thread.CurrentThread.Name ?? "");
        Drawn.Add(request.Ticket);
        if (Fault is not null) throw Fault;
        return new FakeDrawing(this, request, Shade(files));
    }

    public IReadOnlyList<IDrawing> Step(IReadOnlyList<IDrawing> drawings)
    {
        // As many as are of the first one's size, and all or none of them.
        var together = drawings.Cast<FakeDrawing>().Where(it => it.Request.WidthPixels == ((FakeDrawing)drawings[0]).Request.WidthPixels).ToList();
        if (together.Any(it => it.Request.Prompt.Contains("stumble", StringComparison.Ordinal))) throw new InvalidOperationException("Stumbled.");
        Together.Add(together.Count);
        foreach (var drawing in together)
        {
            BeforeStep(drawing.Step + 1);
            drawing.Step++;
        }

        return together;
    }

    public int DecodedTogether => 2;

    public IReadOnlyList<IReadOnlyList<RgbImage>> Finish(IReadOnlyList<IDrawing> drawings, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (drawings.Count > 1 && drawings.Cast<FakeDrawing>().Any(it => it.Request.Prompt.Contains("too much together", StringComparison.Ordinal))) throw new InvalidOperationException("Too much.");
        Ended.Add(drawings.Count);
        return [.. drawings.Cast<FakeDrawing>().Select(it => (IReadOnlyList<RgbImage>)[.. Enumerable.Range(0, it.Request.Count).Select(i => Grey(it.Request.WidthPixels, it.Request.HeightPixels, (byte)(it.Shade + i)))])];
    }

    public ConceptProfile Profile(ConceptAdapter adapter)
    {
        Profiles++;
        return new ConceptProfile(adapter.Codeword, new CrosstalkProfile([adapter.ConceptNumber], [1], 1));
    }

    public ConceptAdapter Train(TrainRequest request, IReadOnlyList<LoadedPicture> pictures, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation)
    {
        (LastPictures, LastStrangers) = (pictures, strangers);
        FirstStep = checkpoint.Load() is { } state ? state[0] + 1 : 1;
        for (var step = FirstStep; step <= request.Steps; step++)
        {
            BeforeStep(step);
            cancellation.ThrowIfCancellationRequested();
            var sample = step % request.SampleEvery == 0 ? Grey(32, 32, (byte)step) : null;
            onStep(new TrainedStep(step, request.Steps, Loss / step, Loss / 10, null, sample));
            checkpoint.Save([(byte)step]);
        }

        return Adapter(request.ConceptNumber);
    }

    public DistilledLora Distil(TrainRequest request, LoadedLora lora, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation)
    {
        LastLora = lora;
        return new DistilledLora(Train(request, [], strangers, checkpoint, onStep, cancellation), new ImportJudgement(0.6, 0.01, 0.1));
    }

    public ProjectedLora Project(NicheRequest request, LoadedLora lora, Action<string> onPhase, CancellationToken cancellation)
    {
        LastLora = lora;
        foreach (var (place, phase) in new[] { JobPhase.Drawing, JobPhase.Projecting, JobPhase.Measuring }.Index())
        {
            onPhase(phase);
            BeforeStep(place + 1);
            cancellation.ThrowIfCancellationRequested();
        }

        return new ProjectedLora(lora.Lora, lora.Lora.Modules.Count, new ImportJudgement(0.9, 0.02, 0.1), Grey(32, 32, 1), Grey(32, 32, 2));
    }

    public SettledPool Settle(IReadOnlyList<ConceptAdapter> adapters, Action<double> onPass, CancellationToken cancellation)
    {
        for (var pass = 1; pass <= 4; pass++)
        {
            BeforeStep(pass);
            cancellation.ThrowIfCancellationRequested();
            onPass(pass / 4.0);
        }

        return new SettledPool([.. adapters.Select(adapter => adapter with { Training = new Dictionary<string, string> { ["settled"] = "yes" } })], 0.4, 0.1);
    }

    /// <summary>Captions of the pictures that were looked at.</summary>
    public IReadOnlyList<string> LastCaptions { get; private set; } = [];

    // White looks one way, black another, grey between.
    public IReadOnlyList<float[]>? Embed(IReadOnlyList<LoadedPicture> pictures)
    {
        LastCaptions = [.. pictures.Select(picture => picture.Caption)];
        return Model.LikenessHash is null ? null : [.. pictures.Select(picture => Look(picture.Image.Pixels[0]))];
    }

    public static float[] Look(byte shade) => [MathF.Sin(shade / 255f), MathF.Cos(shade / 255f)];

    public static ConceptAdapter Adapter(int number, string triggerWord = "alice")
    {
        var codeword = Codebook.For(Plan).Encode(number);
        return new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = triggerWord,
            ClassWord = "person",
            Kind = ConceptKind.Person,
            BaseModelHash = Plan.BaseModelHash,
            PlanHash = Plan.Hash,
            Layers = [.. Plan.Layers.Select(layer => new AdapterLayer(layer.Name, 1, new float[8], new float[2]))],
            TokenEmbedding = new TokenEmbedding(1, 4, new float[4]),
        };
    }

    public static RgbImage Grey(int width, int height, byte shade)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, shade);
        return new RgbImage(width, height, pixels);
    }

    public void Dispose()
    {
    }

    private sealed class FakeDrawing(FakeDevice device, GenerateRequest request, byte shade) : IDrawing
    {
        public GenerateRequest Request => request;
        public byte Shade => shade;
        public int Step { get; set; }
        public int Of => request.Steps;
        public bool IsOver => Step == request.Steps;

        public RgbImage Preview()
        {
            device.Previews++;
            return Grey(32, 32, (byte)(Step * 10));
        }

        public void Dispose()
        {
        }
    }
}
