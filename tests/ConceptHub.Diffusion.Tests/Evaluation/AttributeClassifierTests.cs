using ConceptHub.Diffusion.Evaluation;
using Attribute = ConceptHub.Diffusion.Evaluation.Attribute;

namespace ConceptHub.Diffusion.Tests.Evaluation;

public sealed class AttributeClassifierTests
{
    private const int Side = 64;
    private static readonly Attribute[] Questions = [new("channel", 3), new("half", 2)];

    [Fact]
    public void Classifier_learns_what_its_pictures_show()
    {
        using var judge = new AttributeClassifier(Questions, seed: 1);

        judge.Train(Draw, pictures: 1536, seed: 2, progress: null, TestContext.Current.CancellationToken);

        var chance = new Random(3);
        var fresh = Enumerable.Range(0, 60).Select(_ => Draw(chance)).ToList();
        var said = judge.Classify([.. fresh.Select(f => f.Image)]);
        var right = fresh.Zip(said, (f, s) => f.Answers.Zip(s).Count(it => it.First is null || it.First == it.Second)).Sum();
        Assert.InRange(right / (double)(fresh.Count * Questions.Length), 0.95, 1);
    }

    [Fact]
    public void Cancelled_training_stops()
    {
        using var judge = new AttributeClassifier(Questions, seed: 1);

        Assert.Throws<OperationCanceledException>(() => judge.Train(Draw, 64, seed: 2, progress: null, new CancellationToken(canceled: true)));
    }

    // A bright half in one colour channel; every fifth picture keeps quiet about the half.
    private static LabelledPicture Draw(Random random)
    {
        var (channel, half) = (random.Next(3), random.Next(2));
        var pixels = new byte[Side * Side * 3];
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++) pixels[i] /= 3;
        for (var y = half * Side / 2; y < (half + 1) * Side / 2; y++)
            for (var x = 0; x < Side; x++) pixels[(y * Side + x) * 3 + channel] = 220;
        return new LabelledPicture(new RgbImage(Side, Side, pixels), [channel, random.Next(5) == 0 ? null : half]);
    }
}
