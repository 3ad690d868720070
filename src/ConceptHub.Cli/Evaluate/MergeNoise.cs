using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>
/// What a merge does to the predicted noise (SCIENCE.md 4.3), without sampling and without judges.
/// </summary>
/// <param name="Crosstalk">For each member |merged − alone|² / |alone − base|² on its own pictures and prompts; the base is asked with the class word. 0 is undisturbed, 1 as large as the concept itself.</param>
/// <param name="Drift">|merged − base|² / |base|² on prompts that are about none of the concepts, the empty one included.</param>
internal sealed record MergeNoise(IReadOnlyList<double> Crosstalk, double Drift)
{
    private const int Seed = 51;

    /// <summary>Measures a merge that is applied now; it is cleared afterwards.</summary>
    public static MergeNoise Measure(StableDiffusionModel model, EvaluationSettings settings, IReadOnlyList<HeldOutConcept> members, IReadOnlyList<ConceptChange> changes, TriedMerge merge)
    {
        using var scope = NewDisposeScope();
        var lessons = new JudgeLessons(model);
        var own = members.Select(c => lessons.Of(c, settings.Probes, Seed)).ToList();
        using var others = lessons.Reserved(settings.DriftPrompts, Seed);
        var probes = own.Append(others).Select(pictures => new NoiseProbe(model, pictures.Latents.to(model.Device), Seed)).ToList();
        var contexts = own.Append(others).Select(pictures => ConceptText.Encode(model, changes, pictures.Captions)).ToList();
        var merged = probes.Zip(contexts, (probe, context) => probe.Predict(context)).ToList();
        merge.Clear();

        var plain = ConceptText.Encode(model, [], others.Captions);
        var atRest = probes[^1].Predict(plain);
        var drift = NoiseProbe.Ratio(merged[^1], atRest, atRest);
        using var weights = new FusedWeights(model);
        var crosstalk = members.Select((concept, i) =>
        {
            using var inner = NewDisposeScope();
            weights.Restore();
            var bare = probes[i].Predict(ConceptText.Encode(model, [], [.. own[i].Captions.Select(c => ConceptPrompts.Plain(concept, c))]));
            weights.Write(new WeightedSum().Changes(model.Plan, [changes[i]]));
            var alone = probes[i].Predict(contexts[i]);
            return NoiseProbe.Ratio(merged[i], alone, alone - bare);
        }).ToList();

        foreach (var probe in probes) probe.Dispose();
        foreach (var pictures in own) pictures.Dispose();
        return new MergeNoise(crosstalk, drift);
    }
}
