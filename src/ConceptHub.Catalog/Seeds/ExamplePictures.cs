namespace ConceptHub.Catalog;

/// <summary>The training pictures of the seed concepts, for newcomers who have none of their own.</summary>
public sealed class ExamplePictures(string folder)
{
    private readonly Lazy<IReadOnlyList<SeedFolder>> _sets = new(() => [.. SeedFolder.AllIn(folder).Where(set => set.Training.Count >= TrainDrafts.FewestPictures)]);

    public IReadOnlyList<ExampleSet> List() =>
        [.. _sets.Value.Select(set => new ExampleSet(set.Concept.Slug, set.Concept.Name, set.Concept.Kind, set.Concept.TriggerWord, set.Concept.ClassWord, set.Training.Count))];

    /// <summary>One training picture of a set, by its place from 0; null when there is none. The caller disposes it.</summary>
    public Stream? Open(string slug, int index) => Find(slug) is { Training: var pictures } && index >= 0 && index < pictures.Count ? File.OpenRead(pictures[index].Path) : null;

    internal SeedFolder? Find(string slug) => _sets.Value.FirstOrDefault(set => set.Concept.Slug == slug);
}
