using ConceptHub.Diffusion;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>The evaluation of some arms: which work there is, doing it, and collecting its scores.</summary>
/// <param name="concepts">All of them, each also looked at alone.</param>
/// <param name="sets">What is merged.</param>
internal sealed class MergeEvaluation(StableDiffusionModel model, EvaluationFolders folders, EvaluationSettings settings, IReadOnlyList<HeldOutConcept> concepts, IReadOnlyList<Arm> arms, IReadOnlyList<ConceptSet> sets)
{
    // Measured on one core of the machine that this was built on; only the plan and the bar go by it.
    private const double SecondsPerForward = 0.009, SecondsPerUnit = 3;
    private readonly AdapterTrainings _adapters = new(model, folders, settings, concepts);

    public AdapterTrainings Adapters => _adapters;

    public IReadOnlyList<Arm> Arms => arms;

    /// <summary>The issue's own: fifteen concepts, the arms and set sizes of the settings.</summary>
    public static MergeEvaluation Of(StableDiffusionModel model, EvaluationFolders folders, EvaluationSettings settings) =>
        new(model, folders, settings, HeldOutConcepts.All, KnownArms.Named(settings.Arms), [.. settings.Counts.OrderDescending().SelectMany(n => ConceptSets.Of(n, settings.RandomSets))]);

    // Three predictions and a render for each probe of a concept.
    private double SecondsPerNoise => settings.Probes * (3 * SecondsPerForward + 0.01);

    private double SecondsPerPicture => 2 * settings.SamplingSteps * SecondsPerForward;

    /// <summary>Says how much there is to do, and how much of it is done.</summary>
    public IReadOnlyList<(string What, int Units, int Done, double Minutes)> Plan()
    {
        var pictures = settings.PicturesPerConcept;
        return [WorkUnits.Plan("adapters to train", [.. StrangerUnits(), .. TrainingUnits()]), WorkUnits.Plan($"scorings of {pictures} pictures a concept", [FloorUnit(null), .. AloneUnits(null), .. LearntUnits(null), .. MergeUnits(null)])];
    }

    /// <summary>Does everything that is missing and reads all scores.</summary>
    public IReadOnlyList<ScoreRow> Run(Judges judges, CancellationToken cancellation)
    {
        WorkUnits.Do("training strangers", StrangerUnits(), cancellation);
        WorkUnits.Do("training", TrainingUnits(), cancellation);
        using var scoring = new MergeScoring(model, judges, settings, _adapters);
        var floor = FloorUnit(scoring);
        WorkUnits.Do("floor and ceiling", [floor], cancellation);
        List<WorkUnit> units = [.. AloneUnits(scoring), .. LearntUnits(scoring), .. MergeUnits(scoring)];
        WorkUnits.Do("scoring", units, cancellation);
        return [.. units.Prepend(floor).SelectMany(u => ScoreRow.Read(u.File))];
    }

    private IEnumerable<int> Seeds(Arm arm) => Enumerable.Range(1, arm.IsRepeated ? settings.TrainingSeeds : 1);

    private IReadOnlyList<WorkUnit> StrangerUnits() => _adapters.StrangerUnits(arms.Select(arm => arm.Family));

    private List<WorkUnit> TrainingUnits() =>
        [.. arms.SelectMany(arm => Seeds(arm).SelectMany(seed => _adapters.Units(arm.Family, seed, concepts))).DistinctBy(u => u.File)];

    private WorkUnit FloorUnit(MergeScoring? scoring) => Unit("floor", "alone", "floor and ceiling", concepts.Count * settings.PicturesPerConcept, concepts.Select(c => c.TriggerWord),
        (path, c) => ScoreRow.Write(path, scoring!.FloorAndCeiling(concepts, c)));

    private IEnumerable<(AdapterFamily Family, int Seed)> Families() => arms.SelectMany(arm => Seeds(arm).Select(seed => (arm.Family, seed))).Distinct();

    private List<WorkUnit> LearntUnits(MergeScoring? scoring) =>
    [
        .. Families().Select(it => Unit($"learnt-{it.Family.Name}", $"{it.Seed}", $"what {it.Family.Name} has learnt", 0, Keys(it.Family, it.Seed, concepts),
            (path, _) => ScoreRow.Write(path, scoring!.Learnt(it.Family, concepts, it.Seed)))),
    ];

    private List<WorkUnit> AloneUnits(MergeScoring? scoring) =>
    [
        .. Families().Select(it =>
            Unit($"single-{it.Family.Name}", $"{it.Seed}", $"each concept alone, {it.Family.Name}", concepts.Count * settings.PicturesPerConcept, Keys(it.Family, it.Seed, concepts),
                (path, c) => ScoreRow.Write(path, scoring!.Alone(it.Family, concepts, it.Seed, Thresholds(), c)))),
    ];

    private List<WorkUnit> MergeUnits(MergeScoring? scoring) =>
    [
        .. from set in sets
           from arm in arms
           from seed in Seeds(arm)
           select Unit(arm.Name, $"{set.Count}-{set.Name}-{seed}", $"{arm.Title}, {set.Count} concepts ({set.Name})", set.Count * settings.PicturesPerConcept, Keys(arm.Family, seed, set.Members).Append(arm.Key),
               (path, c) => ScoreRow.Write(path, scoring!.Merged(arm, set, seed, Thresholds(), c))),
    ];

    private IEnumerable<string> Keys(AdapterFamily family, int seed, IEnumerable<HeldOutConcept> concepts) => concepts.Select(c => _adapters.Key(family, seed, c));

    private WorkUnit Unit(string arm, string set, string title, int pictures, IEnumerable<string> adapters, Action<string, CancellationToken> make)
    {
        var key = WorkUnits.Key([model.Hash, settings.Prompts, settings.Seeds, settings.SamplingSteps, settings.GuidanceScale, settings.Probes, settings.DriftPrompts, settings.UsesShipped, .. adapters]);
        return new WorkUnit(title, Path.Combine(folders.Scores, $"{arm}-{set}-{key}.csv"), pictures * SecondsPerPicture + pictures / settings.PicturesPerConcept * SecondsPerNoise + SecondsPerUnit, make);
    }

    private Dictionary<string, double> Thresholds() =>
        ScoreRow.Read(FloorUnit(null).File).Where(r => r.Metric == Metrics.Threshold).ToDictionary(r => r.Concept, r => r.Value);
}
