namespace ConceptHub.ToyWorld;

/// <summary>A caption for judging, with what a right picture shows.</summary>
public sealed record EvaluationCaption(string Caption, SceneDescription Description);

/// <summary>
/// One in twelve combinations of scene, style, subject and colour, chosen by a hash, is never drawn for training:
/// a model that draws them has learnt to combine, not to remember.
/// </summary>
public static class Reserved
{
    private const uint OneIn = 12;

    public static bool Contains(SceneDescription description) =>
        description.Subjects.Any(s => Contains(description.Scene, description.Style, s.Name, s.Colour));

    public static bool Contains(SceneName scene, StyleName style, SubjectName subject, ColourName colour)
    {
        var hash = 2166136261u; // FNV-1a, 32 bit
        foreach (var part in new[] { (int)scene, (int)style, (int)subject, (int)colour }) hash = (hash ^ (uint)part) * 16777619u;
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6du;
        return (hash ^ (hash >> 12)) % OneIn == 0;
    }

    internal static IReadOnlyList<EvaluationCaption> Captions(int count)
    {
        var random = new Random(90210);
        var left = Combinations().OrderBy(_ => random.Next()).ToList();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, left.Count);
        var used = new Dictionary<object, int>();
        return [.. Enumerable.Range(0, count).Select(_ => TakeRarest(left, used, random))];
    }

    /// <summary>Takes the combination whose parts were used least so far, so that all parts come about equally often.</summary>
    private static EvaluationCaption TakeRarest(List<SceneDescription> left, Dictionary<object, int> used, Random random)
    {
        var next = left.MinBy(d => Parts(d).Sum(part => Math.Pow(used.GetValueOrDefault(part), 2) * 10))!;
        left.Remove(next);
        foreach (var part in Parts(next)) used[part] = used.GetValueOrDefault(part) + 1;
        return new EvaluationCaption(new CaptionWriter(random).WriteFully(next), next);
    }

    private static object[] Parts(SceneDescription d) => [d.Scene, d.Style, d.Subjects[0].Name, d.Subjects[0].Colour];

    private static IEnumerable<SceneDescription> Combinations() =>
        from scene in Enum.GetValues<SceneName>()
        from style in Enum.GetValues<StyleName>()
        from subject in Enum.GetValues<SubjectName>()
        from colour in Enum.GetValues<ColourName>()
        where Contains(scene, style, subject, colour)
        let chance = new Random(HashCode(scene, style, subject, colour))
        select new SceneDescription
        {
            Scene = scene,
            Style = style,
            Subjects = [Chance.Of(subject, chance) with { Colour = colour }],
        };

    private static int HashCode(SceneName scene, StyleName style, SubjectName subject, ColourName colour) =>
        (((int)scene * 100 + (int)style) * 100 + (int)subject) * 100 + (int)colour;
}
