using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Concepts that are merged together.</summary>
/// <param name="Name">Stable, for example <c>random2</c> or <c>people</c>.</param>
internal sealed record ConceptSet(string Name, IReadOnlyList<HeldOutConcept> Members)
{
    public int Count => Members.Count;
}

/// <summary>The sets of SCIENCE.md 4.2: all fifteen; below that random ones by fixed seeds, and the hard ones of one class.</summary>
internal static class ConceptSets
{
    public static IEnumerable<ConceptSet> Of(int count, int randomSets)
    {
        var all = HeldOutConcepts.All;
        if (count == all.Count) return [new ConceptSet("all", all)];
        var random = Enumerable.Range(1, randomSets).Select(seed => new ConceptSet($"random{seed}", Chosen(all, count, seed)));
        var people = all.Where(c => c.Kind == HeldOutKind.Person).Take(count).ToList();
        return people.Count == count && count > 1 ? random.Append(new ConceptSet("people", people)) : random;
    }

    private static IReadOnlyList<HeldOutConcept> Chosen(IReadOnlyList<HeldOutConcept> all, int count, int seed)
    {
        var places = Enumerable.Range(0, all.Count).ToArray();
        new Random(1000 * count + seed).Shuffle(places);
        return [.. places.Take(count).Order().Select(i => all[i])];
    }
}
