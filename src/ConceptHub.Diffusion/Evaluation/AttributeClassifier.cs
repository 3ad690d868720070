using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Evaluation;

/// <summary>One question about a picture, with so many answers.</summary>
public sealed record Attribute(string Name, int Answers);

/// <summary>A picture and the answers in the order of the attributes; null where the truth says nothing.</summary>
public sealed record LabelledPicture(RgbImage Image, IReadOnlyList<int?> Answers);

/// <summary>Where a training of the classifier stands; the loss is averaged over about the last fifty steps.</summary>
public sealed record ClassifierStep(int Pictures, double Loss);

/// <summary>
/// Answers questions about pictures of a world that can be rendered with its truth: a small convolutional network on
/// 64×64 pixels, trained within a minute or two. It is a judge of generated pictures only as far as its own accuracy on
/// fresh renders goes; state that beside what it says.
/// </summary>
public sealed class AttributeClassifier : IDisposable
{
    private const int Side = 64, Batch = 64, WarmUpSteps = 30, Unknown = -1;
    private const double PeakLearningRate = 3e-3, WeightDecay = 0.02;

    // Generated pictures are a little noisier than renders; the judge shall not stumble over that.
    private const float LargestNoise = 0.15f;

    private readonly IReadOnlyList<Attribute> _attributes;
    private readonly AttributeNetwork _network;

    /// <param name="seed">Decides the first weights.</param>
    public AttributeClassifier(IReadOnlyList<Attribute> attributes, int seed)
    {
        _attributes = attributes;
        _network = new AttributeNetwork(attributes.Sum(a => a.Answers));
        using var generator = new Generator((ulong)seed);
        _network.Initialize(generator);
    }

    /// <summary>Trains on so many fresh pictures; the learning rate falls to zero over them.</summary>
    /// <param name="draw">A fresh picture from the given chance; called on several threads at once.</param>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public void Train(Func<Random, LabelledPicture> draw, int pictures, int seed, IProgress<ClassifierStep>? progress, CancellationToken cancellation)
    {
        using var optimizer = optim.AdamW(_network.parameters(), lr: PeakLearningRate, weight_decay: WeightDecay);
        using var generator = new Generator((ulong)seed);
        var (steps, average) = ((pictures + Batch - 1) / Batch, double.NaN);
        _network.train();
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var warmUp = Math.Min(1, (step + 1) / (double)WarmUpSteps);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = PeakLearningRate * warmUp * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
            var batch = Draw(draw, seed, step);
            var loss = Step(optimizer, batch, generator);
            average = double.IsNaN(average) ? loss : average * 0.98 + loss * 0.02;
            progress?.Report(new ClassifierStep((step + 1) * Batch, average));
        }

        _network.eval();
    }

    /// <summary>The likeliest answers, in the order of the attributes, for each picture. All pictures have one size.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Classify(IReadOnlyList<RgbImage> pictures)
    {
        using var off = no_grad();
        return [.. pictures.Chunk(Batch).SelectMany(chunk =>
        {
            using var scope = NewDisposeScope();
            var answers = Split(_network.forward(Shrunk(chunk))).Select(scores => scores.argmax(1).ToValues<long>()).ToList();
            return Enumerable.Range(0, chunk.Length).Select(i => (IReadOnlyList<int>)[.. answers.Select(a => (int)a[i])]);
        })];
    }

    public void Dispose() => _network.Dispose();

    private static LabelledPicture[] Draw(Func<Random, LabelledPicture> draw, int seed, int step) =>
        [.. Enumerable.Range(0, Batch).AsParallel().AsOrdered().Select(i => draw(new Random(HashCode(seed, step * Batch + i))))];

    // System.HashCode is seeded anew in each process.
    private static int HashCode(int seed, int picture) => unchecked(seed * 1_000_003 + picture * 7919);

    private double Step(optim.Optimizer optimizer, LabelledPicture[] pictures, Generator generator)
    {
        using var scope = NewDisposeScope();
        var images = Shrunk([.. pictures.Select(p => p.Image)]);
        var noise = randn(images.shape, generator: generator) * rand([images.shape[0], 1, 1, 1], generator: generator) * LargestNoise;
        var loss = zeros([]);
        foreach (var (scores, i) in Split(_network.forward(images + noise)).Select((scores, i) => (scores, i)))
        {
            var answers = tensor(pictures.Select(p => (long)(p.Answers[i] ?? Unknown)).ToArray());
            loss = loss + nn.functional.cross_entropy(scores, answers, ignore_index: Unknown);
        }

        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    /// <summary>[pictures, 3, 64, 64], pixels averaged.</summary>
    private static Tensor Shrunk(IReadOnlyList<RgbImage> pictures) => nn.functional.adaptive_avg_pool2d(RgbImage.Stack(pictures), [Side, Side]);

    private IEnumerable<Tensor> Split(Tensor scores)
    {
        var first = 0L;
        foreach (var attribute in _attributes)
        {
            yield return scores.narrow(1, first, attribute.Answers);   // [pictures, answers]
            first += attribute.Answers;
        }
    }
}
