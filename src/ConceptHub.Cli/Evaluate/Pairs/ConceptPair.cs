using System.Globalization;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate.Pairs;

/// <summary>How two concepts share a picture: side by side, somebody in a place, or somebody drawn in a style.</summary>
internal enum PairKind { Sides, Place, Look }

/// <summary>Two concepts to be asked for in one picture.</summary>
/// <param name="First">A person or subject.</param>
/// <param name="Second">A person or subject, a scene, or a style.</param>
/// <param name="Sentences">What is asked for, with {0} for the first and {1} for the second.</param>
internal sealed record ConceptPair(PairKind Kind, HeldOutConcept First, HeldOutConcept Second, IReadOnlyList<string> Sentences)
{
    public string Name => $"{First.TriggerWord}+{Second.TriggerWord}";

    public IReadOnlyList<HeldOutConcept> Members => [First, Second];

    /// <summary>Of two side by side each is asked for on the left in every second one.</summary>
    public IReadOnlyList<PairPicture> Pictures => [.. Sentences.Select((sentence, i) => Kind == PairKind.Sides && i % 2 == 1 ? Picture(Second, First, sentence) : Picture(First, Second, sentence))];

    private static PairPicture Picture(HeldOutConcept left, HeldOutConcept right, string sentence)
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
