using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.UNet;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>One way to draw pairs.</summary>
/// <param name="Merged">2: only those that are asked for, as the composer does; 15: all.</param>
/// <param name="HasFrames">Each is drawn in a frame of its own, as the product does.</param>
internal sealed record PairTrial(Arm Arm, int Merged, PairKind Kind, bool HasFrames)
{
    public string Prompts => HasFrames ? "frames" : Kind.ToString().ToLowerInvariant();
}

/// <summary>Draws two concepts in one picture in every way that is asked for, and has them judged.</summary>
internal sealed class PairEvaluation(StableDiffusionModel model, EvaluationFolders folders, EvaluationSettings settings, PairSet set, IReadOnlyList<Arm> arms)
{
    /// <summary>Share of pictures in which both are right.</summary>
    public const string Both = "both";

    private const double SecondsPerPicture = 0.45;
    private readonly AdapterTrainings _adapters = new(model, folders, settings, set.Concepts);

    public PairSet Set => set;

    public IReadOnlyList<PairTrial> Trials { get; } =
    [
        .. from arm in arms
           from merged in new[] { 2, set.Concepts.Count }
           from way in Enum.GetValues<PairKind>().SelectMany(kind => kind == PairKind.Sides ? new[] { (kind, false), (kind, true) } : [(kind, false)])
           select new PairTrial(arm, merged, way.Item1, way.Item2),
    ];

    public IReadOnlyList<(string What, int Units, int Done, double Minutes)> Plan() => [WorkUnits.Plan("adapters to train", TrainingUnits()), WorkUnits.Plan("ways to draw pairs", [FloorUnit(null), .. Trials.Select(t => TrialUnit(t, null))])];

    /// <summary>Does everything that is missing and reads all scores.</summary>
    public IReadOnlyList<ScoreRow> Run(PairJudges judges, CancellationToken cancellation)
    {
        WorkUnits.Do("training strangers", _adapters.StrangerUnits(arms.Select(a => a.Family)), cancellation);
        WorkUnits.Do("training", TrainingUnits(), cancellation);
        WorkUnits.Do("floor and ceiling", [FloorUnit(judges)], cancellation);
        List<WorkUnit> units = [.. Trials.Select(t => TrialUnit(t, judges))];
        WorkUnits.Do("drawing pairs", units, cancellation);
        return [.. units.Prepend(FloorUnit(judges)).SelectMany(u => ScoreRow.Read(u.File))];
    }

    /// <summary>The first picture of each pair as the trial draws it, with the two alone merged.</summary>
    public IReadOnlyList<RgbImage> Show(PairTrial trial, IReadOnlyList<ConceptPair> pairs, CancellationToken cancellation)
    {
        using var off = no_grad();
        return [.. pairs.SelectMany(pair =>
        {
            using var scope = NewDisposeScope();
            using var merge = Merge(trial.Arm, pair.Members, out var changes);
            return RgbImage.FromTensor(model.Autoencoder.Decode(Draw([pair.Pictures[0]], changes, trial.HasFrames, p => p.Text, cancellation)));
        })];
    }

    private List<WorkUnit> TrainingUnits() => [.. arms.SelectMany(arm => _adapters.Units(arm.Family, 1, set.Concepts)).DistinctBy(u => u.File)];

    private WorkUnit FloorUnit(PairJudges? judges) => Unit("floor and ceiling", "floor", [], set.Pairs, c => FloorAndCeiling(judges!, c));

    private WorkUnit TrialUnit(PairTrial trial, PairJudges? judges) => Unit($"{trial.Arm.Title}, {trial.Merged} merged, {trial.Prompts}", $"{trial.Arm.Name}-{trial.Merged}-{trial.Prompts}",
        set.Concepts.Select(c => _adapters.Key(trial.Arm.Family, 1, c)).Append(trial.Arm.Key), Pairs(trial.Kind), c => Score(trial, judges!, c));

    private WorkUnit Unit(string title, string name, IEnumerable<string> adapters, IReadOnlyList<ConceptPair> pairs, Func<CancellationToken, IEnumerable<ScoreRow>> make)
    {
        var key = WorkUnits.Key([model.Hash, settings.SamplingSteps, settings.GuidanceScale, .. pairs.SelectMany(p => p.Pictures).Select(p => p.Text), .. adapters]);
        return new WorkUnit(title, Path.Combine(folders.Scores, "pairs", $"{name}-{key}.csv"), pairs.Sum(p => p.Pictures.Count) * SecondsPerPicture, (path, c) => ScoreRow.Write(path, make(c)));
    }

    private List<ConceptPair> Pairs(PairKind kind) => [.. set.Pairs.Where(p => p.Kind == kind)];

    private List<ScoreRow> FloorAndCeiling(PairJudges judges, CancellationToken cancellation)
    {
        var rows = new List<ScoreRow>();
        foreach (var kind in Enum.GetValues<PairKind>())
        {
            using var scope = NewDisposeScope();
            var pairs = Pairs(kind);
            var pictures = pairs.SelectMany(p => p.Pictures).ToList();
            var floor = judges.Judge(kind, pictures, Draw(pictures, [], hasFrames: false, p => p.Plain, cancellation));
            var asked = pictures.Zip(floor, (p, v) => new[] { (p.Left.Kind, v.Left.Right), (p.Right.Kind, v.Right.Right) }).SelectMany(it => it);
            var thresholds = asked.GroupBy(it => it.Item1).ToDictionary(g => g.Key, g => PictureJudging.OneInAHundred(g.Select(it => it.Item2)));
            var prompts = kind.ToString().ToLowerInvariant();
            rows.AddRange(thresholds.Select(t => new ScoreRow(MergeScoring.Floor, 1, "", "", t.Key.ToString().ToLowerInvariant(), 1, prompts, Metrics.Threshold, t.Value)));
            rows.AddRange(Rows(MergeScoring.Floor, 1, prompts, pairs, floor, thresholds));
            var renders = new JudgeLessons(model).Latents(pictures.Count, 47, (random, i) => kind == PairKind.Sides
                ? ConceptsTogether.Draw(random, [pictures[i].Left, pictures[i].Right])
                : ConceptsTogether.Draw(random, [pictures[i].Left], kind == PairKind.Place ? pictures[i].Right : null, kind == PairKind.Look ? pictures[i].Right : null));
            rows.AddRange(Rows(MergeScoring.Ceiling, 1, prompts, pairs, judges.Judge(kind, pictures, renders), thresholds));
        }

        return rows;
    }

    private List<ScoreRow> Score(PairTrial trial, PairJudges judges, CancellationToken cancellation)
    {
        var thresholds = ScoreRow.Read(FloorUnit(judges).File).Where(r => r.Metric == Metrics.Threshold && r.Prompts == trial.Kind.ToString().ToLowerInvariant())
            .ToDictionary(r => Enum.Parse<HeldOutKind>(r.Kind, ignoreCase: true), r => r.Value);
        var pairs = Pairs(trial.Kind);
        using var scope = NewDisposeScope();
        var latents = trial.Merged == 2 ? [.. pairs.Select(pair => Drawn(trial, [pair], pair.Members, cancellation))] : new[] { Drawn(trial, pairs, set.Concepts, cancellation) };
        return [.. Rows(trial.Arm.Name, trial.Merged, trial.Prompts, pairs, judges.Judge(trial.Kind, [.. pairs.SelectMany(p => p.Pictures)], cat(latents)), thresholds)];
    }

    private Tensor Drawn(PairTrial trial, IReadOnlyList<ConceptPair> pairs, IReadOnlyList<HeldOutConcept> merged, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var merge = Merge(trial.Arm, merged, out var changes);
        return Draw([.. pairs.SelectMany(p => p.Pictures)], changes, trial.HasFrames, p => p.Text, cancellation).MoveToOuterDisposeScope();
    }

    private TriedMerge Merge(Arm arm, IReadOnlyList<HeldOutConcept> merged, out IReadOnlyList<ConceptChange> changes)
    {
        changes = [.. merged.Select(c => _adapters.Load(arm.Family, 1, c))];
        var merge = TriedMerge.Of(model, arm, changes, [.. merged.Select(c => _adapters.NumberOf(arm.Family, c))]);
        merge.Apply();
        return merge;
    }

    // Each prompt is encoded by itself: who is called differs from picture to picture.
    private Tensor Draw(IReadOnlyList<PairPicture> pictures, IReadOnlyList<ConceptChange> changes, bool hasFrames, Func<PairPicture, string> text, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var batches = new PictureBatches(model, settings.SamplingSteps, settings.GuidanceScale);
        var noise = cat([.. pictures.Select(p => batches.Noise(p.Noise))]);
        var (plans, empty) = (pictures.Select(p => hasFrames ? Plan(p) : null).ToList(), Encode([""]));
        var scenes = batches.Draw(Encode(pictures.Zip(plans, (p, plan) => plan?.Scene ?? text(p))), empty, noise, null, cancellation);
        if (!hasFrames) return scenes.MoveToOuterDisposeScope();

        var from = model.Autoencoder.Decode(scenes);
        var into = from.clone();
        for (var side = 0; side < 2; side++)
        {
            var figures = plans.Select(plan => plan!.Figures[side]).ToList();
            var cut = cat([.. figures.Select((figure, i) => model.Autoencoder.Encode(figure.Frame.Cut(from.narrow(0, i, 1), model.DefaultWidth, model.DefaultHeight)))]);
            var inner = cat([.. figures.Select(figure => figure.Frame.Inner(cut.shape[2], cut.shape[3], cut.device))]);
            var own = cat([.. pictures.Select(p => batches.Noise(p.Noise + (ulong)side + 1))]);
            var drawn = batches.Draw(Encode(figures.Select(figure => figure.Prompt)), empty, own, (cut, inner), null, cancellation);
            foreach (var (figure, i) in figures.Select((figure, i) => (figure, i))) figure.Frame.Paste(into.narrow(0, i, 1), model.Autoencoder.Decode(drawn.narrow(0, i, 1)));
        }

        return model.Autoencoder.Encode(into).MoveToOuterDisposeScope();

        TextContext Encode(IEnumerable<string> prompts) => TextContext.Cat([.. prompts.Select(prompt => ConceptText.Encode(model, changes, [prompt]))]);
    }

    private FigurePlan Plan(PairPicture picture) => FigurePlan.Of(
        picture.Text, [.. new[] { picture.Left, picture.Right }.Select(it => (it.TriggerWord, it.ClassWord, (PictureBox?)null))], model.DefaultWidth, model.DefaultHeight,
        new PictureSizes(model.Autoencoder.Factor, model.DefaultWidth, model.DefaultHeight, model.DefaultWidth))!;

    private static IEnumerable<ScoreRow> Rows(string arm, int merged, string prompts, IReadOnlyList<ConceptPair> pairs, IReadOnlyList<(PairVerdict Left, PairVerdict Right)> verdicts, Dictionary<HeldOutKind, double> thresholds)
    {
        var next = 0;
        foreach (var pair in pairs)
        {
            var seen = pair.Pictures.Select(p => (Picture: p, Verdict: verdicts[next++])).ToList();
            foreach (var concept in pair.Members)
            {
                var own = seen.Select(s => s.Picture.Left == concept ? s.Verdict.Left : s.Verdict.Right).ToList();
                yield return Row(concept.TriggerWord, concept.Kind.ToString().ToLowerInvariant(), Metrics.Identity, own.Average(v => IsRight(v, concept) ? 1.0 : 0));
                yield return Row(concept.TriggerWord, concept.Kind.ToString().ToLowerInvariant(), Metrics.Confusion, own.Average(v => v.IsPartner ? 1.0 : 0));
            }

            yield return Row("", "", Both, seen.Average(s => IsRight(s.Verdict.Left, s.Picture.Left) && IsRight(s.Verdict.Right, s.Picture.Right) ? 1.0 : 0));

            ScoreRow Row(string concept, string kind, string metric, double value) => new(arm, merged, pair.Name, concept, kind, 1, prompts, metric, value);
        }

        bool IsRight(PairVerdict verdict, HeldOutConcept concept) => verdict.Right >= thresholds[concept.Kind];
    }
}
