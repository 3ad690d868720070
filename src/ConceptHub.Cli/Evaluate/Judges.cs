using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>
/// The two judges of SCIENCE.md 4.4: one that never saw the concepts (likeness of pictures and sentences), one that verifies their
/// identity and takes part in no choice.
/// </summary>
internal sealed class Judges : IDisposable
{
    private const int OrdinaryLessons = 12_000, OthersForIdentity = 6_000, Seed = 1;
    private const int LikenessSteps = 1_500, IdentitySteps = 1_000, IdentityStepsPerConcept = 15;

    private Judges(StableDiffusionModel model, IReadOnlyList<HeldOutConcept> concepts)
    {
        Concepts = concepts;
        Likeness = PictureTextModel.Untrained(model, Seed);
        Identity = concepts.Count == 0 ? null : NewVerifier(model, concepts);
    }

    /// <summary>Those that the verifier knows, in the order of its answers.</summary>
    public IReadOnlyList<HeldOutConcept> Concepts { get; }

    public PictureTextModel Likeness { get; }

    /// <summary>Null where choices are made: there it must not have a say.</summary>
    public IdentityVerifier? Identity { get; }

    /// <summary>Takes the judges that come with the repository or lie in the cache; trains those that are missing.</summary>
    /// <param name="concepts">Those to verify; none opens the judge of likeness alone.</param>
    public static Judges Open(StableDiffusionModel model, EvaluationFolders folders, IReadOnlyList<HeldOutConcept> concepts, CancellationToken cancellation)
    {
        var shippedLikeness = PictureTextModel.FileOf(model);
        var cachedLikeness = Path.Combine(folders.Cache, Path.GetFileName(shippedLikeness));
        List<WorkUnit> units = [];
        if (!File.Exists(shippedLikeness)) units.Add(new WorkUnit("the judge of likeness", cachedLikeness, 240, (path, c) => TrainLikeness(model, path, c)));
        if (concepts.Count > 0 && !File.Exists(Path.Combine(folders.ShippedJudges, IdentityFile(concepts))))
            units.Add(new WorkUnit("the judge of identity", Path.Combine(folders.Cache, IdentityFile(concepts)), 120, (path, c) => TrainIdentity(model, concepts, path, c)));
        WorkUnits.Do("judges", units, cancellation);

        var judges = new Judges(model, concepts);
        judges.Likeness.Load(File.Exists(shippedLikeness) ? shippedLikeness : cachedLikeness);
        judges.Identity?.Load(Find(folders, IdentityFile(concepts)));
        return judges;
    }

    /// <summary>Trains both anew and puts them where they are shipped from: that of likeness with the base model, since sites use it too. Tells how far it is.</summary>
    public static void Retrain(StableDiffusionModel model, EvaluationFolders folders, IReadOnlyList<HeldOutConcept> concepts, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folders.ShippedJudges);
        Bars.Run("the judge of likeness", LikenessSteps, bar => TrainLikeness(model, PictureTextModel.FileOf(model), cancellation, Telling(bar)));
        Bars.Run("the judge of identity", IdentityStepsFor(concepts), bar => TrainIdentity(model, concepts, Path.Combine(folders.ShippedJudges, IdentityFile(concepts)), cancellation, Telling(bar)));
    }

    public void Dispose()
    {
        Likeness.Dispose();
        Identity?.Dispose();
    }

    private static IdentityVerifier NewVerifier(StableDiffusionModel model, IReadOnlyList<HeldOutConcept> concepts) => new(model.UNet.Config.InChannels, concepts.Count, Seed);

    private static int IdentityStepsFor(IReadOnlyList<HeldOutConcept> concepts) => IdentitySteps + IdentityStepsPerConcept * concepts.Count;

    private static Inline<JudgeStep> Telling(Bar bar) => new(step => bar.At(step.Step, FormattableString.Invariant($"{step.Step} of {step.Of}, loss {step.Loss:0.000}")));

    // As many pictures of all concepts as of others, within bounds.
    private static int LessonsEach(IReadOnlyList<HeldOutConcept> concepts) => Math.Clamp(OthersForIdentity / concepts.Count, 120, 400);

    private static string IdentityFile(IReadOnlyList<HeldOutConcept> concepts) =>
        $"identity-{concepts.Count}-{WorkUnits.Key([.. concepts.Select(c => c.TriggerWord)])}.safetensors";

    private static string Find(EvaluationFolders folders, string file) =>
        new[] { Path.Combine(folders.ShippedJudges, file), Path.Combine(folders.Cache, file) }.First(File.Exists);

    private static void TrainLikeness(StableDiffusionModel model, string path, CancellationToken cancellation, IProgress<JudgeStep>? progress = null)
    {
        using var judge = PictureTextModel.Untrained(model, Seed);
        using var scope = NewDisposeScope();
        var lessons = new JudgeLessons(model);
        using var pictures = lessons.Ordinary(OrdinaryLessons, seed: 11);
        var random = new Random(Seed);
        var falsehoods = lessons.Ids([.. pictures.Captions.Select(c => JudgeLessons.Falsehood(c, random))]);
        judge.Train(pictures.Latents, lessons.Ids(pictures.Captions), falsehoods, LikenessSteps, Seed, progress, cancellation);
        judge.Save(path);
    }

    private static void TrainIdentity(StableDiffusionModel model, IReadOnlyList<HeldOutConcept> concepts, string path, CancellationToken cancellation, IProgress<JudgeStep>? progress = null)
    {
        using var judge = NewVerifier(model, concepts);
        using var scope = NewDisposeScope();
        var lessons = new JudgeLessons(model);
        var own = concepts.Select(c => lessons.Of(c, LessonsEach(concepts), seed: 21).Latents).ToList();
        var others = lessons.Ordinary(OthersForIdentity, seed: 22).Latents;
        List<int> labels = [.. concepts.SelectMany((_, i) => Enumerable.Repeat(i, LessonsEach(concepts))), .. Enumerable.Repeat(concepts.Count, OthersForIdentity)];
        judge.Train(cat([.. own, others]), labels, IdentityStepsFor(concepts), Seed, progress, cancellation);
        judge.Save(path);
        foreach (var latents in own.Append(others)) latents.Dispose();
    }
}
