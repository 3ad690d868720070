using ConceptHub.Cli.Seeds;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Training;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Draws the pictures of a merge, compares predicted noise, and writes scores.</summary>
internal sealed class MergeScoring(StableDiffusionModel model, Judges judges, EvaluationSettings settings, AdapterTrainings adapters) : IDisposable
{
    public const string Floor = "floor", Ceiling = "ceiling", Single = "single";
    private readonly PictureJudging _judging = new(model, judges);
    private readonly JudgeLessons _lessons = new(model);

    /// <summary>What the base draws for the same prompts without the concepts, the verifier's thresholds from it, and what true renders score.</summary>
    public IReadOnlyList<ScoreRow> FloorAndCeiling(IReadOnlyList<HeldOutConcept> concepts, CancellationToken cancellation)
    {
        var floors = concepts.ToDictionary(c => c, c => Draw(c, [], p => p.Plain, cancellation));
        var thresholds = concepts.GroupBy(c => c.Kind).ToDictionary(kind => kind.Key, kind => PictureJudging.OneInAHundred(kind.SelectMany(c => floors[c]).Select(v => v.Right ?? 0)));
        var rows = new List<ScoreRow>();
        foreach (var concept in concepts)
        {
            var threshold = thresholds[concept.Kind];
            rows.Add(Row(Floor, 1, "alone", concept, 1, "", Metrics.Threshold, threshold));
            rows.AddRange(PictureJudging.ByPrompts(floors[concept], threshold).Select(s => Row(Floor, 1, "alone", concept, 1, s.Prompts, s.Metric, s.Value)));
            using var renders = _lessons.Of(concept, settings.PicturesPerConcept, seed: 41);
            var prompts = renders.Captions.Select(c => new PicturePrompt(c, ConceptPrompts.Plain(concept, c), PromptGroup.Place, 0)).ToList();
            rows.AddRange(PictureJudging.ByPrompts(_judging.Judge(concept, prompts, renders.Latents), threshold).Select(s => Row(Ceiling, 1, "alone", concept, 1, s.Prompts, s.Metric, s.Value)));
        }

        return rows;
    }

    /// <summary>Every concept of a family alone: what merging is held against.</summary>
    public IReadOnlyList<ScoreRow> Alone(AdapterFamily family, IReadOnlyList<HeldOutConcept> concepts, int seed, IReadOnlyDictionary<string, double> thresholds, CancellationToken cancellation)
    {
        var rows = new List<ScoreRow>();
        using var weights = new FusedWeights(model);
        foreach (var concept in concepts)
        {
            using var scope = NewDisposeScope();
            var change = adapters.Load(family, seed, concept);
            weights.Write(new WeightedSum().Changes(model.Plan, [change]));
            var scores = PictureJudging.ByPrompts(Draw(concept, [change], p => p.Text, cancellation), thresholds[concept.TriggerWord]);
            rows.AddRange(scores.Select(s => Row($"{Single}:{family.Name}", 1, "alone", concept, seed, s.Prompts, s.Metric, s.Value)));
            rows.Add(Row($"{Single}:{family.Name}", 1, "alone", concept, seed, "", Metrics.Parameters, change.Parameters));
        }

        return rows;
    }

    /// <summary>How much of each concept a family's adapters have learnt, without judges: finer than whether a concept is known again.</summary>
    public IReadOnlyList<ScoreRow> Learnt(AdapterFamily family, IReadOnlyList<HeldOutConcept> concepts, int seed)
    {
        const int unseen = 61;
        var rows = new List<ScoreRow>();
        using var weights = new FusedWeights(model);
        foreach (var concept in concepts)
        {
            using var scope = NewDisposeScope();
            var change = adapters.Load(family, seed, concept);
            using var pictures = _lessons.Of(concept, settings.Probes, unseen);
            using var probe = new NoiseProbe(model, pictures.Latents.to(model.Device), unseen);
            weights.Restore();
            var without = probe.Error(ConceptText.Encode(model, [], [.. pictures.Captions.Select(c => ConceptPrompts.Plain(concept, c))]));
            weights.Write(new WeightedSum().Changes(model.Plan, [change]));
            var with = probe.Error(ConceptText.Encode(model, [change], pictures.Captions));
            rows.Add(Row($"{Single}:{family.Name}", 1, "alone", concept, seed, "", Metrics.Learnt, 1 - with / without));
        }

        return rows;
    }

    /// <summary>Every member of a merge.</summary>
    public IReadOnlyList<ScoreRow> Merged(Arm arm, ConceptSet set, int seed, IReadOnlyDictionary<string, double> thresholds, CancellationToken cancellation)
    {
        var numbers = set.Members.Select(c => adapters.NumberOf(arm.Family, c)).ToList();
        IReadOnlyList<ConceptChange> changes = [.. set.Members.Select(c => adapters.Load(arm.Family, seed, c))];
        if (arm.IsSettled) changes = Settled(set.Members, changes, numbers, cancellation);
        var rows = new List<ScoreRow>();
        using var merge = TriedMerge.Of(model, arm, changes, numbers);
        var times = merge.Measure();
        foreach (var (metric, value) in new[] { (Metrics.MergeMilliseconds, times.Merge), (Metrics.UnmergeMilliseconds, times.Unmerge), (Metrics.UnmergeExact, times.IsExact ? 1 : 0) })
            rows.Add(new ScoreRow(arm.Name, set.Count, set.Name, "", "", seed, "", metric, value));
        if (arm.NeedsInputs) rows.Add(new ScoreRow(arm.Name, set.Count, set.Name, "", "", seed, "", Metrics.RecordingMilliseconds, times.Recording));
        foreach (var concept in set.Members)
        {
            using var scope = NewDisposeScope();
            var scores = PictureJudging.ByPrompts(Draw(concept, changes, p => p.Text, cancellation), thresholds[concept.TriggerWord]);
            rows.AddRange(scores.Select(s => Row(arm.Name, set.Count, set.Name, concept, seed, s.Prompts, s.Metric, s.Value)));
        }

        var noise = MergeNoise.Measure(model, settings, set.Members, changes, merge);
        rows.AddRange(set.Members.Zip(noise.Crosstalk, (concept, value) => Row(arm.Name, set.Count, set.Name, concept, seed, "", Metrics.Crosstalk, value)));
        rows.Add(new ScoreRow(arm.Name, set.Count, set.Name, "", "", seed, "", Metrics.Drift, noise.Drift));
        return rows;
    }

    /// <summary>Latents of a concept's pictures with whatever is merged, [pictures, channels, h, w], in the caller's scope.</summary>
    public Tensor Pictures(IReadOnlyList<ConceptChange> concepts, IReadOnlyList<PicturePrompt> prompts, Func<PicturePrompt, string> text, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var batches = new PictureBatches(model, settings.SamplingSteps, settings.GuidanceScale);
        var contexts = ConceptText.Encode(model, concepts, [.. prompts.Select(text), ""]);
        var noise = cat([.. prompts.Select(p => batches.Noise(p.Noise))]);
        return batches.Draw(contexts.Narrow(0, prompts.Count), contexts.Narrow(prompts.Count, 1), noise, null, cancellation).MoveToOuterDisposeScope();
    }

    /// <summary>The verifier's mean probability of a concept in its pictures, with whatever is merged.</summary>
    public double IdentityProbability(HeldOutConcept concept, IReadOnlyList<ConceptChange> concepts, CancellationToken cancellation) =>
        Draw(concept, concepts, p => p.Text, cancellation).Average(v => Math.Exp(v.Right ?? throw new InvalidOperationException("Needs the verifier.")));

    public void Dispose() => _judging.Dispose();

    private IReadOnlyList<Verdict> Draw(HeldOutConcept concept, IReadOnlyList<ConceptChange> concepts, Func<PicturePrompt, string> text, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var prompts = ConceptPrompts.Of(concept, settings);
        return _judging.Judge(concept, prompts, Pictures(concepts, prompts, text, cancellation));
    }

    // As the hub does for a recipe: from the adapters alone, since pictures stay with their members.
    private IReadOnlyList<ConceptChange> Settled(IReadOnlyList<HeldOutConcept> concepts, IReadOnlyList<ConceptChange> changes, IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        using var foreign = ForeignExamples.For(model);
        var pooled = concepts.Select((concept, i) => new PooledConcept(changes[i].ToAdapter(model, numbers[i]) with { Kind = WorldConcepts.KindOf(concept) }, []));
        return [.. new PoolProjection(model, foreign).Project([.. pooled], null, cancellation).Adapters.Select(adapter => ConceptChange.Of(adapter, model.Plan))];
    }

    private static ScoreRow Row(string arm, int count, string set, HeldOutConcept concept, int seed, string prompts, string metric, double value) =>
        new(arm, count, set, concept.TriggerWord, concept.Kind.ToString().ToLowerInvariant(), seed, prompts, metric, value);
}
