using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Evaluate;

/// <summary>What the judges are worth: their figures on fresh renders, whose truth is known (SCIENCE.md 4.4).</summary>
internal static class JudgeExam
{
    private const int Captions = 64, Rounds = 4, EachConcept = 20, Ordinary = 200;

    public static IReadOnlyList<Measure> Take(StableDiffusionModel model, Judges judges)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var lessons = new JudgeLessons(model);
        using var ordinary = lessons.Ordinary(Ordinary + Captions * Rounds, seed: 31);
        var own = judges.Concepts.Select(c => lessons.Of(c, EachConcept, seed: 32)).ToList();
        var verifier = judges.Identity ?? throw new InvalidOperationException("The exam is about both judges.");
        var answers = own.Select(o => verifier.LogProbabilities(o.Latents).argmax(1).ToValues<long>()).ToList();
        var strangers = verifier.LogProbabilities(ordinary.Latents.narrow(0, 0, Ordinary)).argmax(1).ToValues<long>();
        var right = answers.Index().Average(a => a.Item.Average(said => said == a.Index ? 1.0 : 0));
        var measures = new Measure[]
        {
            Measure.AtLeast("judges.likeness.retrieval", Retrieval(lessons, judges, ordinary), "share", 0.95),
            Measure.AtLeast("judges.likeness.same_concept_auc", SameConceptAuc(lessons, judges, own), "share", 0.9),
            Measure.AtLeast("judges.identity.accuracy", right, "share", 0.95),
            new("judges.identity.false_alarms", strangers.Average(said => said == judges.Concepts.Count ? 0.0 : 1), "share"),
        };
        foreach (var latents in own) latents.Dispose();
        return measures;
    }

    // Of so many captions, the one nearest to a picture is its own.
    private static double Retrieval(JudgeLessons lessons, Judges judges, CaptionedLatents pictures)
    {
        return Enumerable.Range(0, Rounds).Average(round =>
        {
            using var scope = NewDisposeScope();
            var first = Ordinary + round * Captions;
            var texts = judges.Likeness.Sentences(lessons.Ids([.. pictures.Captions.Skip(first).Take(Captions)]));
            var likeness = judges.Likeness.Pictures(pictures.Latents.narrow(0, first, Captions)).mm(texts.transpose(0, 1));
            var best = likeness.argmax(1).ToValues<long>();
            return best.Index().Average(b => pictures.Captions[first + (int)b.Item] == pictures.Captions[first + b.Index] ? 1.0 : 0);
        });
    }

    // A pair of pictures of one concept is more alike than a pair of two concepts of one kind: how often.
    private static double SameConceptAuc(JudgeLessons lessons, Judges judges, IReadOnlyList<CaptionedLatents> own)
    {
        var faces = own.Zip(judges.Concepts, (o, concept) => judges.Likeness.BeyondSentences(o.Latents, lessons.Ids([.. o.Captions.Select(c => ConceptPrompts.Plain(concept, c))]))).ToList();
        var (same, other) = (new List<float>(), new List<float>());
        for (var i = 0; i < faces.Count; i++)
            for (var j = i; j < faces.Count; j++)
            {
                if (judges.Concepts[i].Kind != judges.Concepts[j].Kind) continue;
                var pairs = faces[i].mm(faces[j].transpose(0, 1)).ToValues<float>();
                for (var a = 0; a < EachConcept; a++)
                    for (var b = i == j ? a + 1 : 0; b < EachConcept; b++) (i == j ? same : other).Add(pairs[a * EachConcept + b]);
            }

        other.Sort();
        return same.Average(s => other.BinarySearch(s) is var at && at < 0 ? ~at / (double)other.Count : at / (double)other.Count);
    }
}
