using System.Globalization;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>How two concepts share a picture: side by side, somebody in a place, or somebody drawn in a style.</summary>
internal enum PairKind { Sides, Place, Look }

/// <summary>Two concepts to be asked for in one picture.</summary>
/// <param name="First">A person or subject.</param>
/// <param name="Second">A person or subject, a scene, or a style.</param>
internal sealed record ConceptPair(PairKind Kind, HeldOutConcept First, HeldOutConcept Second)
{
    public string Name => $"{First.TriggerWord}+{Second.TriggerWord}";

    public IReadOnlyList<HeldOutConcept> Members => [First, Second];

    /// <summary>Of two side by side each is asked for on the left once.</summary>
    public IReadOnlyList<PairPicture> Pictures => Kind switch
    {
        PairKind.Sides => [Picture(First, Second, "{0} and {1} on the beach"), Picture(Second, First, "a photo of {0} and {1} in the forest")],
        PairKind.Place => [Picture(First, Second, "{0} in {1}"), Picture(First, Second, "a picture of {0} in {1}")],
        _ => [Picture(First, Second, "{0} in a meadow in {1}"), Picture(First, Second, "a picture of {0} on the beach in {1}")],
    };

    private PairPicture Picture(HeldOutConcept left, HeldOutConcept right, string sentence)
    {
        var text = string.Format(CultureInfo.InvariantCulture, sentence, left.Phrase, right.Phrase);
        return new PairPicture(left, right, text, ConceptPrompts.Plain(left, ConceptPrompts.Plain(right, text)), ConceptPrompts.Seed(text));
    }
}

/// <summary>One picture of two concepts.</summary>
/// <param name="Left">Named first, and to the left where they stand side by side.</param>
/// <param name="Plain">The same with class words: what the base is asked for.</param>
/// <param name="Noise">Seed of the start noise.</param>
internal sealed record PairPicture(HeldOutConcept Left, HeldOutConcept Right, string Text, string Plain, ulong Noise);

internal static class ConceptPairs
{
    /// <summary>People and subjects, which can stand side by side.</summary>
    public static IReadOnlyList<HeldOutConcept> Subjects { get; } = [.. HeldOutConcepts.All.Where(c => c.Kind is HeldOutKind.Person or HeldOutKind.Subject)];

    public static IReadOnlyList<HeldOutConcept> Scenes { get; } = [.. HeldOutConcepts.All.Where(c => c.Kind == HeldOutKind.Scene)];

    public static IReadOnlyList<HeldOutConcept> Styles { get; } = [.. HeldOutConcepts.All.Where(c => c.Kind == HeldOutKind.Style)];

    /// <summary>All of the fifteen that can share a picture.</summary>
    public static IReadOnlyList<ConceptPair> All { get; } =
    [
        .. Subjects.SelectMany((first, i) => Subjects.Skip(i + 1).Select(second => new ConceptPair(PairKind.Sides, first, second))),
        .. Subjects.SelectMany(first => Scenes.Select(scene => new ConceptPair(PairKind.Place, first, scene))),
        .. Subjects.SelectMany(first => Styles.Select(style => new ConceptPair(PairKind.Look, first, style))),
    ];
}
