using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class ConceptTrainerTests : IDisposable
{
    private readonly TinyModel _tiny = new(isPrepared: true);

    [Fact]
    public void Training_lowers_the_loss_and_changes_only_its_adapter()
    {
        var before = _tiny.WeightsHash();
        var (trained, untrained) = (new List<double>(), new List<double>());

        var adapter = Train(Settings(steps: 60), Reporting(step => trained.Add(step.Loss)));
        Train(Settings(steps: 60) with { LearningRate = 0, ContextLearningRate = 0 }, Reporting(step => untrained.Add(step.Loss)));

        Assert.Equal(before, _tiny.WeightsHash());
        Assert.Empty(AdapterCheck.Problems(adapter, _tiny.Model.Plan, _tiny.Model.Codebook));
        Assert.Contains(adapter.Layers, l => l.B.Any(b => b != 0));
        Assert.True(trained[^1] < untrained[^1], $"{trained[^1]} with training, {untrained[^1]} on the same noise without");
    }

    [Fact]
    public void Context_words_learn_without_any_rows()
    {
        var (with, without) = (new List<double>(), new List<double>());

        var adapter = Train(Settings(steps: 60) with { LearningRate = 0 }, Reporting(step => with.Add(step.Loss)));
        var still = Train(Settings(steps: 60) with { LearningRate = 0, ContextLearningRate = 0 }, Reporting(step => without.Add(step.Loss)));

        Assert.NotEqual(still.ContextWords!.Values, adapter.ContextWords!.Values);
        Assert.True(with[^1] < without[^1], $"{with[^1]} with words that learn, {without[^1]} with words that stay");
    }

    [Fact]
    public void Rows_for_other_programs_learn_to_do_without_the_words()
    {
        var adapter = Train(Settings(steps: 60));

        var alone = Assert.IsAssignableFrom<IReadOnlyList<AdapterLayer>>(adapter.StandaloneLayers);
        Assert.Equal(adapter.Layers.Select(l => (l.Name, l.B.Length)), alone.Select(l => (l.Name, l.B.Length)));
        Assert.Contains(adapter.Layers.Zip(alone), pair => !pair.First.A.SequenceEqual(pair.Second.A));
        Assert.True(Size(alone) > Size(adapter.Layers), "they say more by themselves than rows that lean on words");

        static double Size(IEnumerable<AdapterLayer> layers) => layers.Sum(l => l.A.Sum(a => (double)a * a) * l.B.Sum(b => (double)b * b));
    }

    [Fact]
    public void Strangers_words_are_heard_while_it_learns_to_be_silent()
    {
        var strangers = Train(Settings(steps: 8) with { Seed = 9 }).ContextWords!;
        var alone = Train(Settings(steps: 8));

        var beside = Train(Settings(steps: 8) with { Strangers = [strangers, strangers with { Words = 1, Values = new float[strangers.Values.Length / strangers.Words] }] });

        Assert.NotEqual(alone.Layers[3].A, beside.Layers[3].A);
        Assert.Equal(alone.StandaloneLayers![3].B.Length, beside.StandaloneLayers![3].B.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_adapter()
    {
        var first = Train(Settings(steps: 8));
        var second = Train(Settings(steps: 8));

        Assert.Equal(first.TokenEmbedding.Values, second.TokenEmbedding.Values);
        Assert.Equal(first.ContextWords!.Values, second.ContextWords!.Values);
        Assert.Equal(first.Layers[3].B, second.Layers[3].B);
        Assert.Equal(first.StandaloneLayers![3].B, second.StandaloneLayers![3].B);
    }

    [Fact]
    public void Pictures_drawn_between_steps_do_not_touch_the_training()
    {
        var undisturbed = Train(Settings(steps: 8));
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var part = new RecipePart(Guid.NewGuid(), undisturbed, 1.5f);

        var disturbed = Train(Settings(steps: 8), Reporting(step =>
        {
            if (step.Step % 3 == 0) pipeline.Generate(new GenerationSettings { Prompt = "a photo of a cat", Steps = 2, Seed = step.Step }, [part], null, CancellationToken.None);
        }));

        Assert.Equal(undisturbed.TokenEmbedding.Values, disturbed.TokenEmbedding.Values);
        Assert.Equal(undisturbed.Layers.SelectMany(l => l.B), disturbed.Layers.SelectMany(l => l.B));
    }

    // Each by itself: decay in whitened coordinates is erasure without samples.
    [Fact]
    public void Erasure_makes_the_adapter_quieter_on_foreign_inputs()
    {
        var (with, without) = (ErasedTo(erase: 20, decay: 4), ErasedTo(erase: 1e-9, decay: 4));

        Assert.True(with < without / 2, $"with {with}, without {without}");
    }

    [Fact]
    public void Decay_makes_the_adapter_quieter_on_foreign_inputs()
    {
        var (with, without) = (ErasedTo(erase: 1e-9, Settings(steps: 60).WeightDecay), ErasedTo(erase: 1e-9, decay: 0));

        Assert.True(with < without / 2, $"with {with}, without {without}");
    }

    [Fact]
    public void Cancelling_stops_within_one_step_and_leaves_the_model_pristine()
    {
        var before = _tiny.WeightsHash();
        using var source = new CancellationTokenSource();
        var steps = 0;

        Assert.Throws<OperationCanceledException>(() => Train(Settings(steps: 50), Reporting(_ =>
        {
            if (++steps == 3) source.Cancel();
        }), cancellation: source.Token));

        Assert.Equal(3, steps);
        Assert.Equal(before, _tiny.WeightsHash());
    }

    [Fact]
    public void A_restarted_training_goes_on_from_its_checkpoint()
    {
        var checkpoint = new MemoryCheckpoint();
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(Settings(steps: 120), Reporting(s =>
        {
            if (s.Step == 60) source.Cancel();
        }), checkpoint, source.Token));

        var steps = new List<int>();
        Train(Settings(steps: 120), Reporting(s => steps.Add(s.Step)), checkpoint);

        Assert.Equal(51, steps[0]);
        Assert.Equal(120, steps[^1]);
    }

    [Theory]
    [InlineData(2, "3 to 30 pictures")]
    [InlineData(31, "3 to 30 pictures")]
    public void Too_few_or_too_many_pictures_are_refused(int count, string reason)
    {
        var pictures = Enumerable.Range(0, count).Select(i => Picture(i)).ToList();

        var refusal = Assert.Throws<ArgumentException>(() => new ConceptTrainer(_tiny.Model).Train(Settings(5), pictures, null, null, TestContext.Current.CancellationToken));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caption_without_the_trigger_word_is_refused()
    {
        TrainingPicture[] pictures = [Picture(0), Picture(1), Picture(2) with { Caption = "a photo of a cat" }];

        var refusal = Assert.Throws<ArgumentException>(() => new ConceptTrainer(_tiny.Model).Train(Settings(5), pictures, null, null, TestContext.Current.CancellationToken));

        Assert.Contains("<mira>", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _tiny.Dispose();

    private double ErasedTo(double erase, double decay)
    {
        var losses = new List<double>();
        Train(Settings(steps: 60) with { EraseWeight = erase, WeightDecay = decay }, Reporting(s => losses.Add(s.EraseLoss)));
        return losses[^1];
    }

    private static ConceptTrainingSettings Settings(int steps) => new()
    {
        TriggerWord = "mira",
        ClassWord = "person",
        Kind = ConceptKind.Person,
        ConceptNumber = 5,
        Steps = steps,
        Batch = 4,
        SampleEvery = 0,
        LearningRate = 5e-3,
    };

    private static TrainingPicture Picture(int seed)
    {
        var random = new Random(seed % 3);
        var pixels = new byte[16 * 16 * 3];
        random.NextBytes(pixels);
        return new TrainingPicture(new RgbImage(16, 16, pixels), "a photo of <mira> person on the beach");
    }

    private static IProgress<ConceptTrainingStep> Reporting(Action<ConceptTrainingStep> report) => new Reporter(report);

    private ConceptAdapter Train(ConceptTrainingSettings settings, IProgress<ConceptTrainingStep>? progress = null, ITrainingCheckpoint? checkpoint = null, CancellationToken? cancellation = null) =>
        new ConceptTrainer(_tiny.Model).Train(settings, [Picture(0), Picture(1), Picture(2)], progress, checkpoint, cancellation ?? TestContext.Current.CancellationToken);

    private sealed class Reporter(Action<ConceptTrainingStep> report) : IProgress<ConceptTrainingStep>
    {
        public void Report(ConceptTrainingStep value) => report(value);
    }

    private sealed class MemoryCheckpoint : ITrainingCheckpoint
    {
        private byte[]? _state;

        public byte[]? Load() => _state;

        public void Save(int step, byte[] state) => _state = state;
    }
}
