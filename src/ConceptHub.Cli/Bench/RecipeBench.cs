using ConceptHub.BlockLora;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Bench;

/// <summary>From a moved strength slider to weights that are ready to draw with, beside merging the whole recipe again.</summary>
internal sealed class RecipeBench(int rounds, CancellationToken cancellation)
{
    private const int Blocks = 16, Digits = 3;   // as models that are loaded have
    private const int MovesPerRound = 20;
    private const double EmbeddedMilliseconds = 5, LargeMilliseconds = 50;

    private static readonly int[] Sizes = [2, 5, 15];

    /// <summary>The model that comes with ConceptHub.</summary>
    public IReadOnlyList<Measure> Embedded()
    {
        using var model = ModelFolder.Open(null);
        return
        [
            .. Moves("embedded", new Bench(model.AdaptableWeights, model.Plan, model.Codebook, model.Merge), EmbeddedMilliseconds),
            Prompts("embedded", model.TextEncoder, model.MaximumTokens, model.Device), .. new ResidentBench(rounds * MovesPerRound, cancellation).Measure(model),
        ];
    }

    /// <summary>A model of known shapes with random weights.</summary>
    public IReadOnlyList<Measure> Random(KnownShapes shapes, Device device)
    {
        using var unet = Bars.Run($"making a random {shapes.Name}", 1, _ => new UNet2DConditionModel(shapes.UNet));
        using var text = new CLIPTextModel(shapes.Text);
        if (device.type != DeviceType.CPU) unet.to(device);
        var weights = new AdaptableWeights(unet, text);
        var layers = unet.AdaptableLayers.Select(l => new AdaptedLayer(l.Name, l.Layer.Inputs, l.Layer.Outputs)).ToList();
        var plan = BlockPlan.ForTransformers($"random {shapes.Name}", layers, Blocks, shapes.Text.HiddenSize);
        using var merge = new RecipeMerge(weights, plan);
        var moves = Moves(shapes.Name, new Bench(weights, plan, Codebook.For(plan, Digits), merge), LargeMilliseconds);
        if (device.type != DeviceType.CPU) text.to(device);
        return [.. moves, Prompts(shapes.Name, text, shapes.Words, device)];
    }

    private IReadOnlyList<Measure> Moves(string name, Bench bench, double target)
    {
        using var scope = NewDisposeScope();
        var recipe = RandomRecipe.Of(bench.Plan, bench.Codebook, Sizes[^1], seed: 7);
        var dense = new DenseRecipe(bench.Weights, bench.Plan, recipe);
        return Bars.Run($"moving sliders of {name}", Sizes.Length, bar => Sizes.SelectMany((size, i) =>
        {
            var slider = Slider(bench, [.. recipe.Take(size)]);
            var scratch = Median(rounds, 1, bench, () => dense.Apply(size));
            dense.Apply(0);
            bar.At(i + 1);
            return Told($"recipe.slider.{name}.n{size}", slider, scratch, target);
        }).ToList());
    }

    // Another concept and another strength each time, as somebody at the page would.
    private double Slider(Bench bench, List<RecipePart> recipe)
    {
        bench.Merge.Apply(recipe);
        var random = new Random(recipe.Count);
        var median = Median(rounds * MovesPerRound, MovesPerRound, bench, () =>
        {
            var moved = random.Next(recipe.Count);
            recipe[moved] = recipe[moved] with { Strength = 2 * random.NextSingle() };
            bench.Merge.Apply(recipe);
        });
        bench.Merge.Clear();
        return median;
    }

    private double Median(int times, int uncounted, Bench bench, Action change) => 1000 * PassMeasurement.Median(Enumerable.Range(0, uncounted + times).Select(_ =>
    {
        cancellation.ThrowIfCancellationRequested();
        return PassMeasurement.Timed(() =>
        {
            change();
            return bench.AWeight;
        });
    }).ToList().Skip(uncounted));   // the first find everything cold

    // What a drawing pays before its first step, unless its prompts were kept: the negative one and its own.
    private Measure Prompts(string name, CLIPTextModel text, int tokens, Device device)
    {
        using var off = inference_mode();
        using var ids = arange(2 * tokens, int64, device).remainder(text.Config.VocabularySize).view(2, tokens);
        var seconds = Enumerable.Range(0, 1 + rounds * MovesPerRound).Select(_ =>
        {
            cancellation.ThrowIfCancellationRequested();
            return PassMeasurement.Timed(() => text.Encode(ids).Hidden);
        }).ToList();
        return new Measure($"recipe.prompts.{name}.p50", 1000 * PassMeasurement.Median(seconds.Skip(1)), "ms");
    }

    private static IEnumerable<Measure> Told(string name, double slider, double scratch, double target) =>
    [
        Measure.AtMost($"{name}.p50", slider, "ms", target),
        new($"{name}.scratch.p50", scratch, "ms"),
        new($"{name}.scratch.of-slider", scratch / slider, "times"),
    ];

    private sealed record Bench(AdaptableWeights Weights, BlockPlan Plan, Codebook Codebook, RecipeMerge Merge)
    {
        // Tells which device to wait for.
        public Tensor AWeight => Weights.ByPath[AdaptableWeights.PathOf(Plan.Layers[0])];
    }
}
