using System.Security.Cryptography;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Seeds;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Trains the adapters of families, each once and for all, and finds them again.</summary>
/// <param name="concepts">All that numbers are given to, in order.</param>
internal sealed class AdapterTrainings(StableDiffusionModel model, EvaluationFolders folders, EvaluationSettings settings, IReadOnlyList<HeldOutConcept> concepts)
{
    private const int Pictures = 6;
    private const double SecondsPerStep = 0.3;

    private static readonly IReadOnlyList<HeldOutConcept> Strangers = HeldOutConcepts.Development;

    /// <summary>Those that trainings of these families hear of; nothing when all of them are trained.</summary>
    public IReadOnlyList<WorkUnit> StrangerUnits(IEnumerable<AdapterFamily> families) =>
        families.SelectMany(f => f.Trained).Where(f => f.HearsStrangers).SelectMany(f => Units(f, 1, concepts)).All(u => u.IsDone)
            ? [] : [.. Strangers.Select(concept => Unit(Families.Strangers, 1, concept))];

    /// <summary>What has to be trained for a family.</summary>
    public IEnumerable<WorkUnit> Units(AdapterFamily family, int seed, IEnumerable<HeldOutConcept> of) =>
        from trained in family.Trained
        from concept in of
        where Shipped(trained, concept) is null
        select Unit(trained, seed, concept);

    /// <summary>A trained adapter; <see cref="Units"/> must be done.</summary>
    public ConceptChange Load(AdapterFamily family, int seed, HeldOutConcept concept)
    {
        if (family is { ScaledFrom: { } from, NormOf: { } like })
        {
            var scaled = Load(from, seed, concept);
            return scaled.Scaled(Load(like, seed, concept).Norm / scaled.Norm);
        }

        return Shipped(family, concept) ?? Read(FileOf(family, seed, concept))
            ?? throw new InvalidDataException($"{FileOf(family, seed, concept)} belongs to another base model.");
    }

    /// <summary>Writes a family's adapters where <c>--quick</c> finds them.</summary>
    public void Ship(AdapterFamily family)
    {
        foreach (var concept in concepts)
        {
            var path = PlaceToShip(family, concept);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path);
            ConceptChangeFile.Write(file, Load(family, seed: 1, concept), model.Hash, SafetensorsType.F16);
        }
    }

    public int NumberOf(AdapterFamily family, HeldOutConcept concept) => family == Families.Strangers
        ? concepts.Count + Place(Strangers, concept)
        : family.NumberOf(Place(concepts, concept), model.Plan);

    /// <summary>Everything that decides an adapter's numbers; families that train alike share their files.</summary>
    public string Key(AdapterFamily family, int seed, HeldOutConcept concept) => ShippedFile(family, concept) is { } shipped
        ? WorkUnits.Key([model.Hash, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(shipped)))])
        : WorkUnits.Key([model.Hash, Pictures, .. family.Trained.SelectMany(f => new object[] { f.Variant, Settings(f, seed, concept), f.HearsStrangers })]);

    private static int Place(IReadOnlyList<HeldOutConcept> list, HeldOutConcept concept) => list.Index().First(c => c.Item == concept).Index;

    private WorkUnit Unit(AdapterFamily family, int seed, HeldOutConcept concept)
    {
        var training = Settings(family, seed, concept);
        return new WorkUnit($"training {family.Name} <{concept.TriggerWord}>", FileOf(family, seed, concept), training.Steps * SecondsPerStep, (path, cancellation) =>
        {
            var heard = family.HearsStrangers ? Strangers.Where(s => s != concept).Select(s => Load(Families.Strangers, 1, s).ContextWords!) : [];
            var change = new VariantTrainer(model).Train(training with { Strangers = [.. heard] }, family.Variant, WorldConcepts.Pictures(concept, Pictures), null, cancellation);
            using var file = File.Create(path);
            ConceptChangeFile.Write(file, change, model.Hash);
        });
    }

    private ConceptTrainingSettings Settings(AdapterFamily family, int seed, HeldOutConcept concept)
    {
        var product = new ConceptTrainingSettings
        {
            TriggerWord = concept.TriggerWord,
            ClassWord = concept.ClassWord,
            Kind = WorldConcepts.KindOf(concept),
            ConceptNumber = NumberOf(family, concept),
            Seed = seed,
            SampleEvery = 0,
        };
        return family.Settings(product, settings.TrainingSteps ?? product.Steps);
    }

    private ConceptChange? Shipped(AdapterFamily family, HeldOutConcept concept)
    {
        if (ShippedFile(family, concept) is not { } path) return null;
        if (family != Families.Default) return Read(path);
        using var file = File.OpenRead(path);
        return ConceptAdapterFile.Inspect(file, model.Plan, model.Codebook).Match(
            accepted => ConceptChange.Of(accepted.Adapter, model.Plan), refused => (ConceptChange?)null);
    }

    // Null where it is to be trained.
    private string? ShippedFile(AdapterFamily family, HeldOutConcept concept) =>
        settings.UsesShipped && PlaceToShip(family, concept) is var path && File.Exists(path) ? path : null;

    // The default's are the seed concepts that a fresh hub shows.
    private string PlaceToShip(AdapterFamily family, HeldOutConcept concept) => family == Families.Default
        ? new ConceptFolder(Path.Combine(Catalog.HubHome.Find().Seed, WorldConcepts.Describe(concept, number: 0).Slug)).Adapter
        : Path.Combine(folders.ShippedAdapters, family.Name, $"{concept.TriggerWord}.safetensors");

    private string FileOf(AdapterFamily family, int seed, HeldOutConcept concept) =>
        Path.Combine(folders.Adapters, $"{concept.TriggerWord}-{Key(family, seed, concept)}.safetensors");

    private ConceptChange? Read(string path)
    {
        using var file = File.OpenRead(path);
        return ConceptChangeFile.Read(file, model.Hash);
    }
}
