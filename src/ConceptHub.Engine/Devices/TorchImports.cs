using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Importing;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Engine;

/// <summary>Ordinary LoRAs made merge-friendly on a <see cref="TorchDevice"/>. The model is as before afterwards, also when a method throws.</summary>
internal sealed class TorchImports(StableDiffusionModel model, ConceptTrainer trainer)
{
    private const int SampleSteps = 12, SampleSeed = 1;
    private static readonly Guid PartId = new(1, 1, 0, new byte[8]);

    /// <summary>Projects the LoRA into its niche, measures what that keeps, and draws both.</summary>
    public ProjectedLora Project(NicheRequest request, LoadedLora lora, Action<string> onPhase, CancellationToken cancellation) => Clearly(() =>
    {
        onPhase(JobPhase.Drawing);
        using var teacher = new LoraTeacher(model, Concept(lora, request.TriggerWord, request.ClassWord, request.Kind), cancellation);
        using var foreign = ForeignExamples.For(model);
        using var learned = foreign.Learned();
        onPhase(JobPhase.Projecting);
        var niche = NicheLora.Of(model, teacher, learned, cancellation);
        var projected = teacher.Concept.Part with { Lora = niche.Lora };
        onPhase(JobPhase.Measuring);
        var judgement = Judge(teacher, projected, foreign, cancellation);
        return new ProjectedLora(niche.Lora, niche.Projected, judgement, Sample(teacher.Concept, teacher.Concept.Part, cancellation), Sample(teacher.Concept, projected, cancellation));
    });

    /// <summary>Trains a concept in blocks of its own to say what the LoRA says, and measures how much it keeps.</summary>
    public DistilledLora Distil(LoadedLora lora, ConceptTrainingSettings settings, IProgress<ConceptTrainingStep> progress, ITrainingCheckpoint checkpoint, CancellationToken cancellation) => Clearly(() =>
    {
        using var teacher = new LoraTeacher(model, Concept(lora, settings.TriggerWord, settings.ClassWord, settings.Kind), cancellation);
        var adapter = trainer.Distil(settings, teacher, progress, checkpoint, cancellation);
        using var foreign = ForeignExamples.For(model);
        return new DistilledLora(adapter, Judge(teacher, new RecipePart(PartId, adapter, 1), foreign, cancellation));
    });

    private ImportJudgement Judge(LoraTeacher teacher, MergePart imported, ForeignExamples foreign, CancellationToken cancellation)
    {
        using var judged = foreign.Judged();
        var judgement = ImportJudgement.Of(model, teacher, imported, judged, cancellation);
        return double.IsFinite(judgement.Kept) && double.IsFinite(judgement.Drift) && double.IsFinite(judgement.LoraDrift)
            ? judgement
            : throw new JobRefusedException(FailureCode.BadAdapter, "With these words the LoRA draws what the base model draws by itself, or nothing at all, so there is nothing to keep. Check what its prompts call the concept.");
    }

    private RgbImage Sample(LoraConcept concept, MergePart part, CancellationToken cancellation) =>
        new TextToImagePipeline(model).Generate(new GenerationSettings { Prompt = $"a photo of {concept.LoraPhrase}", Seed = SampleSeed, Steps = SampleSteps }, [part], null, cancellation);

    private static LoraConcept Concept(LoadedLora lora, string triggerWord, string classWord, ConceptKind kind)
    {
        var word = triggerWord.Trim('<', '>');
        return new LoraConcept
        {
            Part = new LoraPart(PartId, lora.Lora, 1) { Embedding = lora.Embedding is { } vectors ? new LearnedWord(word, vectors) : null },
            TriggerWord = word,
            ClassWord = classWord,
            Kind = kind,
            Words = lora.Words,
        };
    }

    private T Clearly<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        finally
        {
            model.Merge.Clear();
        }
    }
}
