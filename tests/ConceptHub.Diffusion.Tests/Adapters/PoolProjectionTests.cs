using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class PoolProjectionTests : IDisposable
{
    private readonly TinyModel _tiny = new(isPrepared: true);

    [Fact]
    public void Projected_concepts_answer_others_less_for_what_they_say_themselves()
    {
        var concepts = Enumerable.Range(0, 3).Select(Concept).ToList();
        using var foreign = ForeignExamples.For(_tiny.Model);

        var projected = new PoolProjection(_tiny.Model, foreign).Project(concepts, null, CancellationToken.None).Adapters;

        for (var i = 0; i < 3; i++)
        {
            var (before, after) = (Leak(concepts, i, concepts[i].Adapter), Leak(concepts, i, projected[i]));
            Assert.True(after < before, $"concept {i}: {before:0.000} before, {after:0.000} after");
            Assert.Equal(concepts[i].Adapter.Layers.Select(layer => layer.B), projected[i].Layers.Select(layer => layer.B)); // rows are what they were
            Assert.Empty(AdapterCheck.Problems(projected[i], _tiny.Model.Plan, _tiny.Model.Codebook));
        }
    }

    [Fact]
    public void Model_is_pristine_afterwards_and_after_a_cancel_and_equal_pools_are_projected_equally()
    {
        var hash = _tiny.WeightsHash();
        var concepts = Enumerable.Range(0, 2).Select(Concept).ToList();
        using var foreign = ForeignExamples.For(_tiny.Model);
        var projection = new PoolProjection(_tiny.Model, foreign);
        using var stopped = new CancellationTokenSource();

        var once = projection.Project(concepts, null, CancellationToken.None).Adapters;
        var twice = projection.Project(concepts, null, CancellationToken.None).Adapters;

        Assert.Equal(once.SelectMany(adapter => adapter.Layers).SelectMany(layer => layer.A), twice.SelectMany(adapter => adapter.Layers).SelectMany(layer => layer.A));
        Assert.Equal(hash, _tiny.WeightsHash());
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => projection.Project(concepts, null, stopped.Token));
        Assert.Equal(hash, _tiny.WeightsHash());
        Assert.Throws<ArgumentException>(() => projection.Project([concepts[0]], null, CancellationToken.None));
    }

    [Fact]
    public void Concepts_without_pictures_hear_themselves_in_what_they_draw_and_rows_for_other_programs_are_projected_too()
    {
        var concepts = Enumerable.Range(0, 3).Select(Concept).Select(concept => new PooledConcept(concept.Adapter with { StandaloneLayers = concept.Adapter.Layers }, [])).ToList();
        using var foreign = ForeignExamples.For(_tiny.Model);
        var told = new List<double>();

        var pool = new PoolProjection(_tiny.Model, foreign).Project(concepts, new Told(told), CancellationToken.None);

        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1], 6);
        Assert.True(pool.After < pool.Before, $"{pool.Before:0.000} before, {pool.After:0.000} after");
        foreach (var (before, after) in concepts.Select(concept => concept.Adapter).Zip(pool.Adapters))
        {
            Assert.NotEqual(before.Layers[0].A, after.Layers[0].A);
            Assert.NotEqual(after.Layers.SelectMany(layer => layer.A), after.StandaloneLayers!.SelectMany(layer => layer.A));   // in another company
            Assert.Empty(AdapterCheck.Problems(after, _tiny.Model.Plan, _tiny.Model.Codebook));
        }
    }

    public void Dispose() => _tiny.Dispose();

    private sealed class Told(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }

    // What it does to the others' prompts, for what it does to its own.
    private double Leak(IReadOnlyList<PooledConcept> concepts, int which, ConceptAdapter adapter)
    {
        var part = new RecipePart(Guid.Empty, adapter, 0.2f);
        var own = Change(part, "a photo of <word" + which + "> person");
        return Enumerable.Range(0, concepts.Count).Where(i => i != which).Average(i => Change(part, "a photo of <word" + i + "> person", concepts[i].Adapter)) / own;
    }

    private double Change(RecipePart part, string prompt, ConceptAdapter? called = null)
    {
        var (model, pipeline) = (_tiny.Model, new TextToImagePipeline(_tiny.Model));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var noisy = randn([8, 4, 4, 4], generator: generator);
        var timesteps = linspace(100, 900, 8).to(ScalarType.Int64);
        RecipePart[] words = called is null ? [part] : [part, new RecipePart(new Guid(1, 0, 0, new byte[8]), called, 0)];
        var context = pipeline.Encode([.. Enumerable.Repeat(prompt, 8)], words);
        model.Merge.Clear();
        var plain = model.UNet.forward(noisy, timesteps, context);
        model.Merge.Apply([part]);
        var change = (model.UNet.forward(noisy, timesteps, context) - plain).square().mean().item<float>();
        model.Merge.Clear();
        return change;
    }

    private PooledConcept Concept(int number)
    {
        var random = new Random(number);
        var pictures = Enumerable.Range(0, 3).Select(i =>
        {
            var pixels = new byte[8 * 8 * 3];
            random.NextBytes(pixels);
            return new TrainingPicture(new RgbImage(8, 8, pixels), $"a photo of <word{number}> person");
        });
        return new PooledConcept(RandomAdapters.For(_tiny.Model, number, "word" + number).WithContextWords(_tiny.Model), [.. pictures]);
    }
}
