using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Training;

/// <summary>One foreign sample: a caption without the concept, and whether its latent is the caption's own or one of the concept's pictures.</summary>
/// <param name="Caption">May hold <see cref="ForeignPrompts.Another"/>.</param>
/// <param name="Example">Index of the latent in <see cref="ForeignExamples"/>; null takes a latent of the concept's pictures.</param>
public sealed record ForeignPrompt(string Caption, int? Example);

/// <summary>
/// Draws the prompts on which an adapter learns to be silent. The mixture is the method's most important setting (SCIENCE.md 2.4):
/// other concepts' triggers in the concept's own sentences 40 %, same-class captions 30 %, any captions 20 %, the empty prompt 10 %.
/// The triggers of all others are known beforehand (<see cref="ReservedTriggers"/>), so that training needs nobody else's work.
/// </summary>
/// <param name="hasSameClass">False leaves out every caption of the concept's class, for comparison.</param>
public sealed class ForeignPrompts(ForeignExamples examples, IReadOnlyList<string> conceptCaptions, string triggerWord, string classWord, bool hasSameClass = true)
{
    /// <summary>Another concept's trigger in place of this one's; which concept's is drawn anew each step.</summary>
    public const string Another = "<another>";
    private const double SameClass = 0.3, Any = 0.2, Others = 0.4, OwnPicture = 0.35, OwnPictureOfOthers = 0.4;

    private readonly int[] _sameClass = hasSameClass ? Examples(examples, classWord, isSameClass: true) : [];
    private readonly int[] _any = hasSameClass ? [.. Enumerable.Range(0, examples.Captions.Count)] : Examples(examples, classWord, isSameClass: false);

    public ForeignPrompt Draw(Random random)
    {
        var kind = random.NextDouble();
        if (kind < SameClass && _sameClass.Length > 0) return Captioned(_sameClass[random.Next(_sameClass.Length)], random);
        var any = _any[random.Next(_any.Length)];
        if (kind < SameClass + Any) return Captioned(any, random);
        if (kind < SameClass + Any + Others)
        {
            var sentence = conceptCaptions[random.Next(conceptCaptions.Count)];
            return new ForeignPrompt(sentence.Replace(TriggerWords.InPrompt(triggerWord), Another, StringComparison.Ordinal), random.NextDouble() < OwnPictureOfOthers ? null : any);
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
