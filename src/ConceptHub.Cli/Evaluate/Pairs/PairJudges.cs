using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Weights;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>What the judges say of one of the two concepts in a picture.</summary>
/// <param name="Right">log p of the concept.</param>
/// <param name="IsPartner">Whether they see the other one in its place.</param>
internal readonly record struct PairVerdict(double Right, bool IsPartner);

/// <summary>
/// Verifiers of identity for pictures of two concepts, in the manner of <see cref="Judges"/>: one looks at halves of pictures, the
/// others at whole ones in which people, places and styles come together by chance, and each knows concepts of its own kind.
/// </summary>
internal sealed class PairJudges : IDisposable
{
    private const int Steps = 1_100, Seed = 3;

    // Of so many renders one verifier learns; so many of ten show a concept, the others ordinary things.
    private const int Lessons = 6_000, KnownOfTen = 7;
    private readonly Dictionary<string, (IReadOnlyList<HeldOutConcept> Concepts, IdentityVerifier Verifier)> _verifiers = [];

    private PairJudges()
    {
    }

    private static IEnumerable<(string Name, IReadOnlyList<HeldOutConcept> Concepts)> Known(PairSet set) =>
        [("sides", set.Subjects), ("subjects", set.Subjects), ("scenes", set.Scenes), ("styles", set.Styles)];

    /// <summary>Takes those that lie in the cache, and trains those that are missing.</summary>
    public static PairJudges Open(StableDiffusionModel model, EvaluationFolders folders, PairSet set, CancellationToken cancellation)
    {
        WorkUnits.Do("judges of pairs", [.. Known(set).Select(it => new WorkUnit($"the judge of {it.Name}", FileOf(model, folders, set, it.Name), 200, (path, c) => Train(model, set, it.Name, it.Concepts, path, c)))], cancellation);
        var judges = new PairJudges();
        foreach (var (name, concepts) in Known(set))
        {
            var verifier = new IdentityVerifier(model.UNet.Config.InChannels, concepts.Count, Seed);
            verifier.Load(FileOf(model, folders, set, name));
            judges._verifiers[name] = (concepts, verifier);
        }

        return judges;
    }

    /// <summary>For each picture of a kind what they say of the left (or first) concept and of the right (or second).</summary>
    /// <param name="latents">[pictures, channels, h, w].</param>
    public IReadOnlyList<(PairVerdict Left, PairVerdict Right)> Judge(PairKind kind, IReadOnlyList<PairPicture> pictures, Tensor latents)
    {
        using var scope = NewDisposeScope();
        var (first, second) = kind switch
        {
            PairKind.Sides => (Say("sides", Half(latents, 0)), Say("sides", Half(latents, 1))),
            PairKind.Place => (Say("subjects", latents), Say("scenes", latents)),
            _ => (Say("subjects", latents), Say("styles", latents)),
        };
        return [.. pictures.Select((p, i) => (first(i, p.Left, p.Right), second(i, p.Right, p.Left)))];
    }

    public void Dispose()
    {
        foreach (var (_, verifier) in _verifiers.Values) verifier.Dispose();
    }

    private static string FileOf(StableDiffusionModel model, EvaluationFolders folders, PairSet set, string name) =>
        Path.Combine(folders.Cache, $"pairs-{name}-{WorkUnits.Key([model.Hash, Lessons, Steps, name, .. set.Concepts.Select(c => c.TriggerWord)])}.safetensors");

    private static void Train(StableDiffusionModel model, PairSet set, string name, IReadOnlyList<HeldOutConcept> concepts, string path, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var lessons = new JudgeLessons(model);
        var random = new Random(Seed);
        var shown = Enumerable.Range(0, Lessons).Select(_ => Chosen(random)).ToList();
        var pictures = lessons.Latents(Lessons, Seed, (chance, i) => ConceptsTogether.Draw(chance, shown[i].Subjects, shown[i].Scene, shown[i].Style));
        var latents = name == "sides" ? cat([Half(pictures, 0), Half(pictures, 1)]) : pictures;
        var labels = name switch
        {
            "sides" => shown.Select(s => s.Subjects[0]).Concat(shown.Select(s => s.Subjects[1])),
            "subjects" => shown.Select(s => s.Subjects[0]),
            "scenes" => shown.Select(s => s.Scene),
            _ => shown.Select(s => s.Style),
        };
        using var verifier = new IdentityVerifier(model.UNet.Config.InChannels, concepts.Count, Seed);
        verifier.Train(latents, [.. labels.Select(label => label is null ? concepts.Count : concepts.Index().First(c => c.Item == label).Index)], Steps, Seed, null, cancellation);
        verifier.Save(path);

        (HeldOutConcept?[] Subjects, HeldOutConcept? Scene, HeldOutConcept? Style) Chosen(Random chance) => name == "sides"
            ? ([Any(set.Subjects, chance), Any(set.Subjects, chance)], null, null)
            : ([Any(set.Subjects, chance)], Any(set.Scenes, chance), Any(set.Styles, chance));
    }

    private static HeldOutConcept? Any(IReadOnlyList<HeldOutConcept> concepts, Random chance) => chance.Next(10) < KnownOfTen ? concepts[chance.Next(concepts.Count)] : null;

    private static Tensor Half(Tensor latents, int side) => latents.narrow(3, side * latents.shape[3] / 2, latents.shape[3] / 2);

    private Func<int, HeldOutConcept, HeldOutConcept, PairVerdict> Say(string name, Tensor latents)
    {
        var (concepts, verifier) = _verifiers[name];
        var answers = verifier.LogProbabilities(latents);
        var (values, likeliest, width) = (answers.ToValues<float>(), answers.argmax(1).ToValues<long>(), concepts.Count + 1);
        return (picture, concept, partner) => new PairVerdict(
            values[picture * width + concepts.Index().First(c => c.Item == concept).Index],
            likeliest[picture] < concepts.Count && concepts[(int)likeliest[picture]] == partner);
    }
}
