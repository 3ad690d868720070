using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// Trains a concept in any <see cref="TrainingVariant"/>, step for step as <see cref="ConceptTrainer"/> does: with the default variant
/// both give the same numbers. For evaluations; no checkpoints, no samples.
/// </summary>
public sealed class VariantTrainer(StableDiffusionModel model)
{
    /// <summary>Trains; the model is as before afterwards.</summary>
    /// <param name="progress">Called on this thread after each step.</param>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public ConceptChange Train(ConceptTrainingSettings settings, TrainingVariant variant, IReadOnlyList<TrainingPicture> pictures, IProgress<ConceptTrainingStep>? progress, CancellationToken cancellation)
    {
        model.Merge.Clear();
        using var foreign = ForeignExamples.For(model);
        using var lesson = ConceptLesson.FromPictures(model, pictures, settings.Seed);
        using var run = new ConceptTrainingRun(model, settings, variant, lesson, foreign);
        for (var step = 0; step < settings.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Step(step);
            progress?.Report(new ConceptTrainingStep(step + 1, settings.Steps, run.Loss, run.EraseLoss, Left: null, Sample: null));
        }

        return run.ToChange();
    }
}
