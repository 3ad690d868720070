using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Pipelines;

/// <summary>Drawings that take their steps in one pass through the UNet.</summary>
public sealed class StepTests : IDisposable
{
    // Only the order of sums differs from a drawing alone: some fp32 roundings of values of a few units.
    private const float Rounding = 2e-4f;

    private readonly TinyModel _tiny = new();
    private readonly TextToImagePipeline _pipeline;

    public StepTests() => _pipeline = new TextToImagePipeline(_tiny.Model);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1)]     // rows, one by one
    [InlineData(256, 1)]   // whole weights, and all is kept
    [InlineData(0, 2)]
    [InlineData(256, 3)]
    public void Every_drawing_is_as_alone_whatever_is_drawn_beside_it(int cacheMebibytes, int threads)
    {
        using var caches = new DrawingCaches(MemoryBudget.Of(cacheMebibytes));
        using var team = new PassTeam(threads, within: 1);
        var pipeline = new TextToImagePipeline(_tiny.Model, caches: caches, team: team);
        var drawings = Mixed();
        var hash = _tiny.WeightsHash();
        using var scope = NewDisposeScope();
        var alone = drawings.Select(it => _pipeline.GenerateLatents(it.Settings, it.Recipe, null, Token)).ToList();
        var together = DrawTogether(pipeline, drawings, everyOther: 1);

        for (var i = 0; i < drawings.Count; i++) Assert.True(Distance(alone[i], together[i]) < Rounding, $"drawing {i}: {Distance(alone[i], together[i])}");
        for (var i = 1; i < drawings.Count; i++) Assert.True(Distance(alone[0].mean([0], keepdim: true), alone[i].mean([0], keepdim: true)) > 100 * Rounding, $"drawing {i} tells nothing");
        _tiny.Model.Merge.Clear();
        Assert.Equal(hash, _tiny.WeightsHash());
    }

    [Fact]
    public void Drawings_of_one_recipe_have_it_in_the_weights_and_others_beside_them()
    {
        var (ann, ben) = (Part(1, "ann", 1), Part(2, "ben", 0.7f));
        using var first = _pipeline.Begin(Settings("<ann> person", 1), [ann]);
        using var same = _pipeline.Begin(Settings("<ann> person on the beach", 2), [ann]);
        using var other = _pipeline.Begin(Settings("<ben> person", 3), [ben]);

        Assert.Equal([first, same], _pipeline.Step([first, same]));
        Assert.Equal([ann], _tiny.Model.Merge.Parts);
        Assert.Equal([first, same, other], _pipeline.Step([first, same, other]));
        Assert.Empty(_tiny.Model.Merge.Parts);
        Assert.Equal((2, 2, 1), (first.Step, same.Step, other.Step));
        Assert.All(_tiny.Model.UNet.AdaptableLayers, it => Assert.Empty(it.Layer.Apart));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 2)]
    [InlineData(3, 8)]
    public void Pictures_of_one_recipe_are_shared_among_threads_too(int count, int threads)
    {
        using var team = new PassTeam(threads, within: 1);
        using var scope = NewDisposeScope();
        var settings = Settings("<ann> person", 1) with { Count = count };
        var alone = _pipeline.GenerateLatents(settings, [Part(1, "ann", 1)], null, Token);
        var shared = new TextToImagePipeline(_tiny.Model, team: team).GenerateLatents(settings, [Part(1, "ann", 1)], null, Token);

        Assert.True(Distance(alone, shared) < Rounding, $"{Distance(alone, shared)}");
    }

    [Fact]
    public void Other_sizes_and_what_is_too_much_wait()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model, new GenerationLimits { LatentPixelsTogether = 3 * 16 });
        using var first = pipeline.Begin(Settings("a cat", 1), []);
        using var wide = pipeline.Begin(Settings("a cat", 1) with { Width = 32 }, []);
        using var two = pipeline.Begin(Settings("a cat", 1) with { Count = 2 }, []);
        using var more = pipeline.Begin(Settings("a cat", 1), []);

        Assert.Equal([first, two], pipeline.Step([first, wide, two, more]));
        Assert.Equal([wide], pipeline.Step([wide, more, first]));
    }

    public void Dispose() => _tiny.Dispose();

    private static GenerationSettings Settings(string prompt, int seed) => new() { Prompt = prompt, Steps = 5, Seed = seed };

    private RecipePart Part(int number, string trigger, float strength) =>
        new(new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, trigger).WithContextWords(_tiny.Model, words: number + 1), strength);

    // Recipes of none, one and several concepts, shared blocks, figures with places and without, samplers, steps, no guidance, several pictures, a start picture.
    private List<(GenerationSettings Settings, IReadOnlyList<MergePart> Recipe)> Mixed()
    {
        var (ann, ben, cid) = (Part(1, "ann", 1), Part(2, "ben", 0.7f), Part(_tiny.Model.Codebook.Blocks + 1, "cid", 1.5f));
        return
        [
            (Settings("a cat", 1), []),
            (Settings("<ann> person", 2) with { Scheduler = "euler-a" }, [ann]),
            (Settings("<ann> person and <ben> person on the beach", 3) with { GuidanceScale = 1, Steps = 8 }, [ann, ben]),
            (Settings("<cid> person and <ann> person", 4) with { Scheduler = "lcm", NegativePrompt = "<ben> person" }, [ann, ben, cid]),
            (Settings("<ben> person and <cid> person", 5), [ben with { Region = new PictureBox(0, 0, 0.5f, 1) }, cid with { Region = new PictureBox(0.5f, 0, 0.5f, 1) }]),
            (Settings("<ben> person and <ann> person", 8) with { Count = 2, Steps = 3 }, [ann, ben]),
            (Settings("<cid> person", 6) with { Count = 2, GuidanceScale = 5 }, [cid]),
            (Settings("<ann> person", 7) with { StartPicture = Grey(), Strength = 0.6 }, [ann]),
        ];
    }

    // Who comes later joins later; whoever is done leaves.
    private static List<Tensor> DrawTogether(TextToImagePipeline pipeline, List<(GenerationSettings Settings, IReadOnlyList<MergePart> Recipe)> drawings, int everyOther)
    {
        var (runs, waiting) = (new List<DrawingRun>(), new Queue<(GenerationSettings Settings, IReadOnlyList<MergePart> Recipe)>(drawings));
        for (var step = 0; waiting.Count > 0 || runs.Any(run => !run.IsOver); step++)
        {
            if (step % (everyOther + 1) == 0 && waiting.TryDequeue(out var next)) runs.Add(pipeline.Begin(next.Settings, next.Recipe));
            if (runs.Where(run => !run.IsOver).ToList() is { Count: > 0 } open) pipeline.Step(open);
        }

        var made = runs.Select(run => run.Clean()).ToList();
        foreach (var run in runs) run.Dispose();
        return made;
    }

    private static RgbImage Grey()
    {
        var pixels = new byte[16 * 16 * 3];
        Array.Fill(pixels, (byte)90);
        return new RgbImage(16, 16, pixels);
    }

    private static float Distance(Tensor one, Tensor other) => (one - other).abs().max().item<float>();
}
