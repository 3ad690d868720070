namespace ConceptHub.Catalog;

/// <summary>Picture sets for newcomers who have none of their own: those of the first folder that has any.</summary>
/// <param name="folders">Each laid out as <see cref="SeedFolder"/>; adapters are not needed.</param>
public sealed class ExamplePictures(params IReadOnlyList<string> folders)
{
    private readonly Lazy<IReadOnlyList<SeedFolder>> _sets = new(() => folders.Select(UsableIn).FirstOrDefault(sets => sets.Count > 0) ?? []);

    public IReadOnlyList<ExampleSet> List() =>
        [.. _sets.Value.Select(set => new ExampleSet(set.Concept.Slug, set.Concept.Name, set.Concept.Kind, set.Concept.TriggerWord, set.Concept.ClassWord, set.Training.Count))];

    /// <summary>One training picture of a set, by its place from 0; null when there is none. The caller disposes it.</summary>
    public Stream? Open(string slug, int index) => Find(slug) is { Training: var pictures } && index >= 0 && index < pictures.Count ? File.OpenRead(pictures[index].Path) : null;

    private static IReadOnlyList<SeedFolder> UsableIn(string folder) => [.. SeedFolder.AllIn(folder).Where(set => set.Training.Count >= TrainDrafts.FewestPictures)];

    internal SeedFolder? Find(string slug) => _sets.Value.FirstOrDefault(set => set.Concept.Slug == slug);
}
