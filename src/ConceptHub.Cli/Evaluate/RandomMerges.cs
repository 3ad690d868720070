using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One concept of a merge in one of its trainings.</summary>
internal sealed record MergeMember(HeldOutConcept Concept, AdapterFamily Family);

/// <summary>
/// Merges as a marketplace brings them together: any number of concepts, each trained by whoever, some with erasure and some without,
/// with numbers of any pool.
/// </summary>
internal static class RandomMerges
{
    private const int Fewest = 2, Most = 8;
    private static readonly AdapterFamily[] Families = [Evaluate.Families.Default, Evaluate.Families.Pools, Evaluate.Families.Blocks];

    public static IEnumerable<AdapterFamily> Trainings => Families;

    public static IReadOnlyList<IReadOnlyList<MergeMember>> Draw(int count)
    {
        var random = new Random(61);
        return [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }

    private static IReadOnlyList<MergeMember> Draw(Random random)
    {
        var concepts = HeldOutConcepts.All.ToArray();
        random.Shuffle(concepts);
        return [.. concepts.Take(random.Next(Fewest, Most + 1)).Select(c => new MergeMember(c, Families[random.Next(Families.Length)]))];
    }
}
