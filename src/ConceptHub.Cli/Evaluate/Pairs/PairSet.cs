using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>Concepts of which every two that can share a picture are asked for together.</summary>
/// <param name="Concepts">In the order of their numbers.</param>
/// <param name="Beside">Sentences for two side by side.</param>
/// <param name="InPlace">Sentences for somebody in a place.</param>
/// <param name="InLook">Sentences for somebody in a style.</param>
internal sealed record PairSet(IReadOnlyList<HeldOutConcept> Concepts, IReadOnlyList<string> Beside, IReadOnlyList<string> InPlace, IReadOnlyList<string> InLook)
{
    /// <summary>The fifteen that are judged.</summary>
    public static PairSet Judged { get; } = new(HeldOutConcepts.All,
        ["{0} and {1} on the beach", "a photo of {0} and {1} in the forest"], ["{0} in {1}", "a picture of {0} in {1}"], ["{0} in a meadow in {1}", "a picture of {0} on the beach in {1}"]);

    /// <summary>The ones that choices are made with: few pairs, so each is asked for in many ways.</summary>
    public static PairSet Development { get; } = new([.. HeldOutConcepts.Development, .. HeldOutConcepts.DevelopmentStyles],
    [
        "{0} and {1} on the beach", "{0} and {1} in a meadow", "a photo of {0} and {1} in the forest", "a picture of {0} and {1} in the snow",
        "{0} and {1} in the desert", "a photo of {0} and {1} in the city at night", "a picture of {0} and {1} on the beach", "a photo of {0} and {1} in a meadow",
    ],
    [
        "{0} in {1}", "a picture of {0} in {1}", "a photo of {0} in {1}", "in {1} there is {0}",
        "{0} in {1} in sepia style", "a pixelated picture of {0} in {1}", "a watercolour picture of {0} in {1}", "a neon picture of {0} in {1}",
    ],
    [
        "{0} in a meadow in {1}", "a picture of {0} on the beach in {1}", "{0} in the forest in {1}", "a picture of {0} in the snow in {1}",
        "{0} in {1}", "{0} in the desert in {1}", "a picture of {0} in the city at night in {1}", "{0} in a room in {1}",
    ]);

    /// <summary>People and subjects, which can stand side by side.</summary>
    public IReadOnlyList<HeldOutConcept> Subjects => [.. Concepts.Where(c => c.Kind is HeldOutKind.Person or HeldOutKind.Subject)];

    public IReadOnlyList<HeldOutConcept> Scenes => [.. Concepts.Where(c => c.Kind == HeldOutKind.Scene)];

    public IReadOnlyList<HeldOutConcept> Styles => [.. Concepts.Where(c => c.Kind == HeldOutKind.Style)];

    /// <summary>All that can share a picture.</summary>
    public IReadOnlyList<ConceptPair> Pairs => [.. Enum.GetValues<PairKind>().SelectMany(kind => kind switch
    {
        PairKind.Sides => Subjects.SelectMany((first, i) => Subjects.Skip(i + 1).Select(second => new ConceptPair(kind, first, second, Beside))),
        PairKind.Place => Subjects.SelectMany(first => Scenes.Select(scene => new ConceptPair(kind, first, scene, InPlace))),
        _ => Subjects.SelectMany(first => Styles.Select(style => new ConceptPair(kind, first, style, InLook))),
    })];
}
