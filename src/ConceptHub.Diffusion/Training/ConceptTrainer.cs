using System.Diagnostics;
using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Devices;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Trains a concept as blockwise LoRA with Randomized Output Erasure and a learned trigger word: our reading of BlockLoRA
/// (arXiv:2503.08575), SCIENCE.md 2. The base and its text encoder stay frozen.
/// </summary>
public sealed class ConceptTrainer(StableDiffusionModel model)
{
    private const int SaveEvery = 50;

    /// <summary>Trains from pictures and returns the adapter; the model is as before afterwards, also when this throws.</summary>
    /// <param name="pictures">3 to 30; any size, resized to the model's.</param>
    /// <param name="progress">Called on this thread after each step; may draw with the model, also with concepts merged.</param>
    /// <param name="checkpoint">Loaded at the start; saved every 50 steps.</param>
    /// <exception cref="ArgumentException">Too few pictures, a caption without the trigger word, or a number beyond the codebook.</exception>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public ConceptAdapter Train(ConceptTrainingSettings settings, IReadOnlyList<TrainingPicture> pictures, IProgress<ConceptTrainingStep>? progress, ITrainingCheckpoint? checkpoint, CancellationToken cancellation)
    {
        Check(settings);
        Check(settings, pictures);
        model.Merge.Clear();
        using var foreign = ForeignExamples.For(model);
        using var lesson = ConceptLesson.FromPictures(model, pictures, settings.Seed);
        return Learn(settings, lesson, foreign, progress, checkpoint, cancellation);
    }

    /// <summary>
    /// Distils an ordinary LoRA into the blocks of a reserved number (SCIENCE.md 3.4): the concept part learns to say what the teacher
    /// says, the foreign part is that of every training. Needs no pictures. Else as <see cref="Train"/>.
    /// </summary>
    public ConceptAdapter Distil(ConceptTrainingSettings settings, LoraTeacher teacher, IProgress<ConceptTrainingStep>? progress, ITrainingCheckpoint? checkpoint, CancellationToken cancellation)
    {
        Check(settings);
        model.Merge.Clear();
        using var examples = ForeignExamples.For(model);
        using var foreign = examples.Learned();
        using var lesson = teacher.Lesson();
        return Learn(settings, lesson, foreign, progress, checkpoint, cancellation);
    }

    private ConceptAdapter Learn(ConceptTrainingSettings settings, ConceptLesson lesson, ForeignExamples foreign, IProgress<ConceptTrainingStep>? progress, ITrainingCheckpoint? checkpoint, CancellationToken cancellation)
    {
        try
        {
            using var run = new ConceptTrainingRun(model, settings, new TrainingVariant(), lesson, foreign);
            return Learn(run, settings, progress, checkpoint, cancellation);
        }
        finally
        {
            NativeHeap.GiveBack();
        }
    }

    private ConceptAdapter Learn(ConceptTrainingRun run, ConceptTrainingSettings settings, IProgress<ConceptTrainingStep>? progress, ITrainingCheckpoint? checkpoint, CancellationToken cancellation)
    {
        var first = Resume(run, checkpoint);
        var clock = Stopwatch.StartNew();
        for (var step = first; step < settings.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Merge.Clear();   // the progress of the step before may have drawn a picture
            run.Step(step);
            var done = step + 1;
            if (done % SaveEvery == 0 && done < settings.Steps) Save(checkpoint, done, run.ToAdapter(done));
            var sample = settings.SampleEvery > 0 && (done % settings.SampleEvery == 0 || done == settings.Steps) ? Sample(run, settings, done) : null;
            var left = done - first < 5 ? (TimeSpan?)null : clock.Elapsed / (done - first) * (settings.Steps - done);
            progress?.Report(new ConceptTrainingStep(done, settings.Steps, run.Loss, run.EraseLoss, left, sample));
        }

        return run.ToAdapter(settings.Steps);
    }

    private void Check(ConceptTrainingSettings settings)
    {
        if (settings.Steps is < 1 or > 10_000) throw new ArgumentException($"Steps must be 1 to 10000, not {settings.Steps}.", nameof(settings));
        if (settings.ContextWords is < 1 or > ContextWords.Most) throw new ArgumentException($"Context words must be 1 to {ContextWords.Most}, not {settings.ContextWords}.", nameof(settings));
        if (settings.ConceptNumber < 0 || settings.ConceptNumber >= model.Codebook.Capacity)
            throw new ArgumentException($"Concept number {settings.ConceptNumber} is not in the codebook (0 to {model.Codebook.Capacity - 1}).", nameof(settings));
    }

    private static void Check(ConceptTrainingSettings settings, IReadOnlyList<TrainingPicture> pictures)
    {
        if (pictures.Count is < 3 or > 30) throw new ArgumentException($"A concept needs 3 to 30 pictures, not {pictures.Count}.", nameof(pictures));
        var trigger = TriggerWords.InPrompt(settings.TriggerWord);
        if (pictures.FirstOrDefault(p => !p.Caption.Contains(trigger, StringComparison.Ordinal)) is { } without)
            throw new ArgumentException($"The caption '{without.Caption}' does not contain {trigger}.", nameof(pictures));
    }

    private RgbImage Sample(ConceptTrainingRun run, ConceptTrainingSettings settings, int step)
    {
        var prompt = settings.SamplePrompt ?? $"a photo of {TriggerWords.InPrompt(settings.TriggerWord)} {settings.ClassWord}";
        var part = new RecipePart(Guid.Empty, run.ToAdapter(step), 1);
        var image = new TextToImagePipeline(model).Generate(new GenerationSettings { Prompt = prompt, Seed = settings.Seed, Steps = 12 }, [part], null, CancellationToken.None);
        model.Merge.Clear();
        return image;
    }

    private int Resume(ConceptTrainingRun run, ITrainingCheckpoint? checkpoint)
    {
        if (checkpoint?.Load() is not { } state) return 0;
        var adapter = ConceptAdapterFile.Read(new MemoryStream(state), model.Plan, model.Codebook);
        run.Load(adapter);
        return int.Parse(adapter.Training["steps"], CultureInfo.InvariantCulture);
    }

    private void Save(ITrainingCheckpoint? checkpoint, int step, ConceptAdapter adapter)
    {
        if (checkpoint is null) return;
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, adapter, model.Plan, model.Codebook);
        checkpoint.Save(step, file.ToArray());
    }
}
