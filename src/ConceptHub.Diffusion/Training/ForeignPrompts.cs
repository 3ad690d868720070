using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Training;

/// <summary>One foreign sample: a caption without the concept, and whether its latent is the caption's own or one of the concept's pictures.</summary>
/// <param name="Caption">May hold <see cref="ForeignPrompts.Fake"/>, the trigger of a made-up concept.</param>
/// <param name="Example">Index of the latent in <see cref="ForeignExamples"/>; null takes a latent of the concept's pictures.</param>
public sealed record ForeignPrompt(string Caption, int? Example);

/// <summary>
/// Draws the prompts on which an adapter learns to be silent. The mixture is the method's most important setting (SCIENCE.md 2.4):
/// same-class captions 45 %, any captions 25 %, made-up concepts in the concept's own sentences 20 %, the empty prompt 10 %.
/// Registered concepts are never used, so that training needs nobody else's work.
/// </summary>
/// <param name="hasSameClass">False leaves out every caption of the concept's class, for comparison.</param>
public sealed class ForeignPrompts(ForeignExamples examples, IReadOnlyList<string> conceptCaptions, string triggerWord, string classWord, bool hasSameClass = true)
{
    /// <summary>Stands in place of the trigger word; its vector is drawn anew each step.</summary>
    public const string Fake = "<made-up>";
    private const double SameClass = 0.45, Any = 0.25, MadeUp = 0.2, OwnPicture = 0.35;

    private readonly int[] _sameClass = hasSameClass ? Examples(examples, classWord, isSameClass: true) : [];
    private readonly int[] _any = hasSameClass ? [.. Enumerable.Range(0, examples.Captions.Count)] : Examples(examples, classWord, isSameClass: false);

    public ForeignPrompt Draw(Random random)
    {
        var kind = random.NextDouble();
        if (kind < SameClass && _sameClass.Length > 0) return Captioned(_sameClass[random.Next(_sameClass.Length)], random);
        var any = _any[random.Next(_any.Length)];
        if (kind < SameClass + Any) return Captioned(any, random);
        if (kind < SameClass + Any + MadeUp)
        {
            var sentence = conceptCaptions[random.Next(conceptCaptions.Count)];
            return new ForeignPrompt(sentence.Replace(TriggerWords.InPrompt(triggerWord), Fake, StringComparison.Ordinal), random.NextDouble() < 0.5 ? any : null);
        }

        return new ForeignPrompt("", any);
    }

    // The class word alone in the concept's sentence is the hardest neighbour: "a photo of a person" beside "a photo of <mira> person".
    private ForeignPrompt Captioned(int example, Random random)
    {
        if (random.NextDouble() >= OwnPicture || !hasSameClass) return new ForeignPrompt(examples.Captions[example].Caption, example);
        var sentence = conceptCaptions[random.Next(conceptCaptions.Count)];
        var plain = sentence.Replace(TriggerWords.InPrompt(triggerWord), "", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal);
        return new ForeignPrompt(random.NextDouble() < 0.5 ? plain : examples.Captions[example].Caption, null);
    }

    private static int[] Examples(ForeignExamples examples, string classWord, bool isSameClass) => [.. Enumerable.Range(0, examples.Captions.Count)
        .Where(i => (examples.Captions[i].Class == classWord || examples.Captions[i].Caption.Split(' ').Contains(classWord)) == isSameClass)];
}
