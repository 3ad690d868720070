namespace ConceptHub.Catalog;

/// <summary>The training pictures of the seed concepts, for newcomers who have none of their own.</summary>
public sealed class ExamplePictures(string folder)
{
    private readonly Lazy<IReadOnlyList<SeedFolder>> _sets = new(() => [.. SeedFolder.AllIn(folder).Where(set => set.Training.Count >= TrainDrafts.FewestPictures)]);

    public IReadOnlyList<ExampleSet> List() =>
        [.. _sets.Value.Select(set => new ExampleSet(set.Concept.Slug, set.Concept.Name, set.Concept.Kind, set.Concept.TriggerWord, set.Concept.ClassWord, set.Training.Count))];

    internal SeedFolder? Find(string slug) => _sets.Value.FirstOrDefault(set => set.Concept.Slug == slug);
}
