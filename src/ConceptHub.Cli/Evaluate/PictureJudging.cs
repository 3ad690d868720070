using ConceptHub.Cli.Seeds;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.Diffusion.Weights;
using ConceptHub.ToyWorld.HeldOut;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>What the judges say of one picture.</summary>
/// <param name="Right">log p of the concept that was asked for; null without a verifier.</param>
/// <param name="IsOther">Whether another concept is likeliest.</param>
internal sealed record Verdict(PromptGroup Group, double ImageAlignment, double TextAlignment, double? Right, bool IsOther);

/// <summary>Holds pictures of a concept against its training pictures, its prompts, and the verifier.</summary>
internal sealed class PictureJudging(StableDiffusionModel model, Judges judges) : IDisposable
{
    private const int TrainingPictures = 6;
    private readonly JudgeLessons _lessons = new(model);
    private readonly Dictionary<HeldOutConcept, Tensor> _references = [];   // [pictures, width]

    /// <param name="latents">[pictures, channels, h, w], one for each prompt.</param>
    public IReadOnlyList<Verdict> Judge(HeldOutConcept concept, IReadOnlyList<PicturePrompt> prompts, Tensor latents)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var plain = _lessons.Ids([.. prompts.Select(p => p.Plain)]);
        var images = judges.Likeness.BeyondSentences(latents, plain).mm(Reference(concept).transpose(0, 1)).mean([1]).ToValues<float>();
        var texts = (judges.Likeness.Pictures(latents) * judges.Likeness.Sentences(plain)).sum(1).ToValues<float>();
        if (judges.Identity is null) return [.. prompts.Select((p, i) => new Verdict(p.Group, images[i], texts[i], null, IsOther: false))];
        var answers = judges.Identity.LogProbabilities(latents);
        var place = judges.Concepts.Index().First(c => c.Item == concept).Index;
        var (right, likeliest) = (answers.select(1, place).ToValues<float>(), answers.argmax(1).ToValues<long>());
        return [.. prompts.Select((p, i) => new Verdict(p.Group, images[i], texts[i], right[i], likeliest[i] != place && likeliest[i] != judges.Concepts.Count))];
    }

    /// <summary>Scores of one concept's pictures, prompt group by prompt group.</summary>
    /// <param name="threshold">log p from which on a picture counts as the concept.</param>
    public static IEnumerable<(string Prompts, string Metric, double Value)> ByPrompts(IReadOnlyList<Verdict> verdicts, double threshold) =>
        from @group in verdicts.GroupBy(v => v.Group)
        let prompts = @group.Key.ToString().ToLowerInvariant()
        from score in Scores([.. @group], threshold)
        select (prompts, score.Metric, score.Value);

    /// <summary>What one in a hundred of pictures that do not show a concept exceeds, at most.</summary>
    public static double OneInAHundred(IEnumerable<double> scores)
    {
        var ordered = scores.Order().ToList();
        return ordered[(int)Math.Min(ordered.Count - 1, Math.Ceiling(ordered.Count * 0.99))];
    }

    public void Dispose()
    {
        foreach (var reference in _references.Values) reference.Dispose();
    }

    private static IEnumerable<(string Metric, double Value)> Scores(List<Verdict> verdicts, double threshold)
    {
        yield return (Metrics.ImageAlignment, verdicts.Average(v => v.ImageAlignment));
        yield return (Metrics.TextAlignment, verdicts.Average(v => v.TextAlignment));
        if (verdicts.Any(v => v.Right is null)) yield break;
        yield return (Metrics.Identity, verdicts.Average(v => v.Right >= threshold ? 1.0 : 0));
        yield return (Metrics.IdentityProbability, verdicts.Average(v => Math.Exp(v.Right!.Value)));
        yield return (Metrics.Confusion, verdicts.Average(v => v.IsOther ? 1.0 : 0));
    }

    private Tensor Reference(HeldOutConcept concept)
    {
        if (_references.TryGetValue(concept, out var known)) return known;
        var pictures = WorldConcepts.Pictures(concept, TrainingPictures);
        using var latents = EncodedPictures.Of(model, [.. pictures.Select(p => p.Image)]);
        var plain = _lessons.Ids([.. pictures.Select(p => ConceptPrompts.Plain(concept, p.Caption))]);
        return _references[concept] = judges.Likeness.BeyondSentences(latents, plain).DetachFromDisposeScope();
    }
}
