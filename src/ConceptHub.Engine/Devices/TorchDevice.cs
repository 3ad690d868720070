using System.Security.Cryptography;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Devices;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using TorchSharp;

namespace ConceptHub.Engine;

/// <summary>A base model in libtorch: on CUDA when this build and machine have it, else on the processor.</summary>
public sealed class TorchDevice : IDiffusionDevice
{
    private readonly StableDiffusionModel _model;
    private readonly PassTeam? _team;
    private readonly DrawingCaches _caches;
    private readonly TextToImagePipeline _pipeline;
    private readonly ConceptTrainer _trainer;
    private readonly TorchImports _imports;
    private readonly int _settlingRounds;
    private readonly Lazy<PictureTextModel?> _likeness;   // few sites need it in their first minutes

    private TorchDevice(StableDiffusionModel model, GenerationLimits limits, MemoryBudget budget, PassTeam? team, int settlingRounds)
    {
        (_model, _caches, _team, _settlingRounds) = (model, new DrawingCaches(budget), team, settlingRounds);
        _pipeline = new TextToImagePipeline(model, limits, caches: _caches, team: team);
        _pipeline.PreparePreviews();   // not in the middle of somebody's first picture
        _trainer = new ConceptTrainer(model);
        _imports = new TorchImports(model, _trainer);
        var choices = new DrawingChoices(_pipeline.Sizes, model.TextEncoder.Config.Layers, limits) { OwnGuidanceScale = model.DefaultGuidanceScale };
        Model = new DeviceModel(model.Plan, model.Codebook, choices, new LoraFit(model.AdaptableWeights.Targets, model.TextEncoder.Config.HiddenSize)) { Source = ModelSource.Of(model), LikenessHash = HashOf(PictureTextModel.FileOf(model)) };
        _likeness = new Lazy<PictureTextModel?>(() => PictureTextModel.OpenFor(model));
    }

    // Who sets OMP_NUM_THREADS wants no more than so many.
    private static int Cores => int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out var wanted) && wanted > 0 ? Math.Min(wanted, Environment.ProcessorCount) : Environment.ProcessorCount;

    public DeviceModel Model { get; }

    /// <param name="limits">What one drawing may ask for; null takes the defaults.</param>
    /// <param name="budget">For what is kept from drawing to drawing; null takes the usual part of the machine's memory.</param>
    /// <param name="settlingRounds">How long concepts that are made quiet on each other are listened to (<see cref="PoolProjection.Rounds"/>).</param>
    /// <exception cref="InvalidModelException">The folder holds no usable model.</exception>
    public static TorchDevice Open(string folder, GenerationLimits? limits = null, MemoryBudget? budget = null, int settlingRounds = PoolProjection.UsualRounds)
    {
        if (!Directory.Exists(folder)) throw new InvalidModelException($"There is no model folder '{folder}'.");
        NativeHeap.KeepLargeBlocks();   // before the first tensor: afterwards OpenMP has read its settings
        var within = Math.Max(1, Cores - 1);   // one core for the pages: a shared one stalls every OpenMP barrier
        torch.set_num_threads(within);
        var isFast = torch.cuda.is_available();
        var model = StableDiffusionModel.Load(folder, isFast ? torch.CUDA : torch.CPU);
        return new TorchDevice(model, limits ?? new GenerationLimits(), budget ?? MemoryBudget.Of(null), isFast ? null : new PassTeam(Cores, within), settlingRounds);
    }

    public IReadOnlyList<string> UnknownWords(string prompt) => _model.UnknownWords(prompt);

    public string? Problem(GenerateRequest request)
    {
        try
        {
            var sized = _pipeline.Checked(Settings(request));
            // What a start picture shows does not matter here, only that there is one.
            if (request.StartBlob is not null) _pipeline.Checked(sized with { StartPicture = new RgbImage(sized.Width, sized.Height, new byte[sized.Width * sized.Height * 3]) });
            return null;
        }
        catch (ArgumentException refused) when (refused is not ArgumentNullException)
        {
            return Sentence(refused);
        }
    }

    public IDrawing Begin(GenerateRequest request, LoadedDrawing files)
    {
        var parts = files.Recipe.Select(part => new RecipePart(part.ConceptId, part.Adapter, part.Strength) { Region = part.Region }).ToList();
        return AsAsked(() => new Drawing(_pipeline.Begin(WithStart(Settings(request), files.Start), parts)));
    }

    public IReadOnlyList<IDrawing> Step(IReadOnlyList<IDrawing> drawings)
    {
        var moved = _pipeline.Step([.. drawings.Select(drawing => ((Drawing)drawing).Run)]).ToHashSet();
        return [.. drawings.Where(drawing => moved.Contains(((Drawing)drawing).Run))];
    }

    public int DecodedTogether => _team?.Threads ?? 1;

    public IReadOnlyList<IReadOnlyList<RgbImage>> Finish(IReadOnlyList<IDrawing> drawings, CancellationToken cancellation) =>
        _pipeline.Finish([.. drawings.Select(drawing => ((Drawing)drawing).Run)], cancellation);

    public ConceptProfile Profile(ConceptAdapter adapter) =>
        new(adapter.Codeword, CrosstalkProfile.Of(_model, ConceptChange.Of(adapter, _model.Plan)));

    public ConceptAdapter Train(TrainRequest request, IReadOnlyList<LoadedPicture> pictures, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation)
    {
        var shown = pictures.Select(picture => new TrainingPicture(picture.Image, picture.Caption)).ToList();
        return AsAsked(() => _trainer.Train(Settings(request, strangers), shown, Told(onStep), new Saved(checkpoint), cancellation));
    }

    public DistilledLora Distil(TrainRequest request, LoadedLora lora, IReadOnlyList<ContextWords> strangers, JobCheckpoint checkpoint, Action<TrainedStep> onStep, CancellationToken cancellation) =>
        AsAsked(() => _imports.Distil(lora, Settings(request, strangers), Told(onStep), new Saved(checkpoint), cancellation));

    public ProjectedLora Project(NicheRequest request, LoadedLora lora, Action<string> onPhase, CancellationToken cancellation) =>
        AsAsked(() => _imports.Project(request, lora, onPhase, cancellation));

    public SettledPool Settle(IReadOnlyList<ConceptAdapter> adapters, Action<double> onPass, CancellationToken cancellation) => AsAsked(() =>
    {
        using var foreign = ForeignExamples.For(_model);
        return new PoolProjection(_model, foreign) { Rounds = _settlingRounds }.Project([.. adapters.Select(adapter => new PooledConcept(adapter, []))], new Inline<double>(onPass), cancellation);
    });

    public IReadOnlyList<float[]>? Embed(IReadOnlyList<LoadedPicture> pictures) =>
        _likeness.Value?.Embed(_model, [.. pictures.Select(picture => picture.Image)], [.. pictures.Select(picture => picture.Caption)]);

    public void Dispose()
    {
        if (_likeness.IsValueCreated) _likeness.Value?.Dispose();
        _team?.Dispose();
        _caches.Dispose();
        _model.Dispose();
    }

    private static string? HashOf(string file)
    {
        if (!File.Exists(file)) return null;
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static GenerationSettings Settings(GenerateRequest request) => new()
    {
        Prompt = request.Prompt,
        NegativePrompt = request.NegativePrompt,
        Width = request.WidthPixels,
        Height = request.HeightPixels,
        Steps = request.Steps,
        GuidanceScale = request.GuidanceScale,
        Seed = request.Seed,
        Variation = request.Variation,
        Scheduler = request.Scheduler,
        Count = request.Count,
        ClipSkip = request.ClipSkip,
        Strength = request.Strength,
    };

    private static ConceptTrainingSettings Settings(TrainRequest request, IReadOnlyList<ContextWords> strangers) => new()
    {
        Strangers = strangers,
        TriggerWord = request.TriggerWord.Trim('<', '>'),
        ClassWord = request.ClassWord,
        Kind = request.Kind,
        ConceptNumber = request.ConceptNumber,
        Steps = request.Steps,
        Seed = request.Seed,
        SampleEvery = request.SampleEvery,
        SamplePrompt = request.SamplePrompt,
    };

    private static Inline<ConceptTrainingStep> Told(Action<TrainedStep> onStep) =>
        new(step => onStep(new TrainedStep(step.Step, step.Of, step.Loss, step.EraseLoss, step.Left, step.Sample)));

    // The size is checked before a canvas of it is made.
    private GenerationSettings WithStart(GenerationSettings settings, byte[]? start)
    {
        if (start is null) return settings;
        var sized = _pipeline.Checked(settings);
        return sized with { StartPicture = PictureFile.Cover(start, sized.Width, sized.Height) };
    }

    private static T AsAsked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException refused) when (refused is not ArgumentNullException)
        {
            throw new JobRefusedException(FailureCode.BadSettings, Sentence(refused), refused);
        }
    }

    // The model says in ArgumentException which setting it cannot take, in words that a member understands.
    internal static string Sentence(ArgumentException refused) =>
        refused.ParamName is { } name ? refused.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : refused.Message;

    // Progress<T> would hand the step to another thread, where the preview's tensors are gone.
    private sealed class Inline<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }

    private sealed record Drawing(DrawingRun Run) : IDrawing
    {
        public int Step => Run.Step;
        public int Of => Run.Of;
        public bool IsOver => Run.IsOver;

        public RgbImage Preview() => Run.Preview();

        public void Dispose() => Run.Dispose();
    }

    private sealed class Saved(JobCheckpoint checkpoint) : ITrainingCheckpoint
    {
        public byte[]? Load() => checkpoint.Load();

        public void Save(int step, byte[] state) => checkpoint.Save(state);
    }
}
