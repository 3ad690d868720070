using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Importing;

/// <summary>How much of a LoRA an import keeps, measured on sentences that it did not learn from.</summary>
/// <param name="Kept">
/// On prompts with the concept: 1 − |imported − LoRA|² / |LoRA − base|², over the UNet's predictions for the same noisy latents. 1 keeps all,
/// 0 is no better than the base; below 0 it is worse.
/// </param>
/// <param name="Drift">On foreign prompts: |imported − base|² / |base|². 0 is silent.</param>
/// <param name="LoraDrift">The same of the LoRA as it came.</param>
public sealed record ImportJudgement(double Kept, double Drift, double LoraDrift)
{
    /// <param name="imported">What came of the LoRA: a projected LoRA, which is asked as the LoRA is, or a concept, which has its own trigger word.</param>
    /// <param name="foreign">What the concept is not, and the import has not seen. Not disposed here.</param>
    /// <returns>The model is as before.</returns>
    public static ImportJudgement Of(StableDiffusionModel model, LoraTeacher teacher, MergePart imported, ForeignExamples foreign, CancellationToken cancellation)
    {
        Func<string, string> ask = imported is RecipePart ? teacher.ForConcept : teacher.ForLora;
        double missed = 0, effect = 0, drift = 0, loraDrift = 0, size = 0;
        teacher.Judged.Visit(model, (sentences, noisy, timesteps) =>
        {
            var taught = Said([teacher.Concept.Part], teacher.ForLora);
            missed += Energy(Said([imported], ask) - taught);
            effect += Energy(taught - MergedPrediction.Of(model, [], [.. sentences.Select(teacher.ForBase)], noisy, timesteps));

            Tensor Said(MergePart[] parts, Func<string, string> prompt) => MergedPrediction.Of(model, parts, [.. sentences.Select(prompt)], noisy, timesteps);
        }, cancellation);
        new NoisySamples([.. foreign.Captions.Select(c => c.Caption)], foreign.Latents).Visit(model, (captions, noisy, timesteps) =>
        {
            var said = MergedPrediction.Of(model, [], captions, noisy, timesteps);
            size += Energy(said);
            drift += Energy(MergedPrediction.Of(model, [imported], captions, noisy, timesteps) - said);
            loraDrift += Energy(MergedPrediction.Of(model, [teacher.Concept.Part], captions, noisy, timesteps) - said);
        }, cancellation);
        model.Merge.Clear();
        return new ImportJudgement(1 - missed / effect, drift / size, loraDrift / size);
    }

    private static double Energy(Tensor difference) => difference.square().sum().item<float>();
}
