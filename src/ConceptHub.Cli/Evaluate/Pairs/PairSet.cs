using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>Concepts of which every two that can share a picture are asked for together.</summary>
/// <param name="Name">Part of the judges' file names; empty for those that are judged in the end.</param>
/// <param name="Concepts">In the order of their numbers.</param>
/// <param name="Kinds">How they are put together.</param>
/// <param name="Beside">Sentences for two side by side.</param>
internal sealed record PairSet(string Name, IReadOnlyList<HeldOutConcept> Concepts, IReadOnlyList<PairKind> Kinds, IReadOnlyList<string> Beside)
{
    private static readonly string[] InPlace = ["{0} in {1}", "a picture of {0} in {1}"], InLook = ["{0} in a meadow in {1}", "a picture of {0} on the beach in {1}"];

    /// <summary>The fifteen that are judged.</summary>
    public static PairSet Judged { get; } = new("", HeldOutConcepts.All, Enum.GetValues<PairKind>(), ["{0} and {1} on the beach", "a photo of {0} and {1} in the forest"]);

    /// <summary>The five that choices are made with: few pairs, so each is asked for in many ways.</summary>
    public static PairSet Development { get; } = new("development", HeldOutConcepts.Development, [PairKind.Sides],
    [
        "{0} and {1} on the beach", "{0} and {1} in a meadow", "a photo of {0} and {1} in the forest", "a picture of {0} and {1} in the snow",
        "{0} and {1} in the desert", "a photo of {0} and {1} in the city at night", "a picture of {0} and {1} on the beach", "a photo of {0} and {1} in a meadow",
    ]);

    /// <summary>People and subjects, which can stand side by side.</summary>
    public IReadOnlyList<HeldOutConcept> Subjects => [.. Concepts.Where(c => c.Kind is HeldOutKind.Person or HeldOutKind.Subject)];

    public IReadOnlyList<HeldOutConcept> Scenes => [.. Concepts.Where(c => c.Kind == HeldOutKind.Scene)];

    public IReadOnlyList<HeldOutConcept> Styles => [.. Concepts.Where(c => c.Kind == HeldOutKind.Style)];

    /// <summary>All that can share a picture.</summary>
    public IReadOnlyList<ConceptPair> Pairs => [.. Kinds.SelectMany(kind => kind switch
    {
        PairKind.Sides => Subjects.SelectMany((first, i) => Subjects.Skip(i + 1).Select(second => new ConceptPair(kind, first, second, Beside))),
        PairKind.Place => Subjects.SelectMany(first => Scenes.Select(scene => new ConceptPair(kind, first, scene, InPlace))),
        _ => Subjects.SelectMany(first => Styles.Select(style => new ConceptPair(kind, first, style, InLook))),
    })];
}
