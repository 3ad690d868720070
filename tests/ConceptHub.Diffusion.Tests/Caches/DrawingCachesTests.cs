using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Caches;

/// <summary>What a pipeline keeps from drawing to drawing changes no number of any.</summary>
public sealed class DrawingCachesTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly MemoryBudget _budget = new(64L << 20);
    private readonly DrawingCaches _caches;
    private readonly TextToImagePipeline _keeping, _plain;

    public DrawingCachesTests()
    {
        _caches = new DrawingCaches(_budget);
        (_keeping, _plain) = (new TextToImagePipeline(_tiny.Model, caches: _caches), new TextToImagePipeline(_tiny.Model));
    }

    [Fact]
    public void Drawing_with_a_kept_prompt_is_the_same_to_the_last_bit()
    {
        using var scope = NewDisposeScope();
        var settings = Settings("(<ann>:1.2) person on the beach") with { NegativePrompt = "a cat" };
        var ann = Part(1, "ann", 1);
        var plain = _plain.GenerateLatents(settings, [ann], null, Token);
        var first = _keeping.GenerateLatents(settings, [ann], null, Token);
        var second = _keeping.GenerateLatents(settings, [ann], null, Token);
        var elsewhere = _keeping.GenerateLatents(settings with { Seed = 9 }, [ann], null, Token);

        Assert.True(AreSame(plain, first));
        Assert.True(AreSame(plain, second));
        Assert.False(AreSame(plain, elsewhere));
        Assert.Equal((2L, 1L, 1), (Texts.Hits, Texts.Misses, Texts.Entries));
    }

    [Fact]
    public void Everything_that_changes_the_words_is_asked_anew_and_nothing_else()
    {
        var (ann, ben) = (Part(1, "ann", 1), Part(2, "ben", 1));
        var other = ann with { Adapter = ann.Adapter with { TokenEmbedding = ben.Adapter.TokenEmbedding } };
        (string[] Prompts, IReadOnlyList<MergePart> Recipe, int ClipSkip)[] different =
        [
            (["<ann> person"], [ann], 0), (["<ann> person"], [], 0), (["<ann> person"], [other], 0), (["<ann> person"], [ann], 1),
            (["(<ann>:1.3) person"], [ann], 0), (["", "<ann> person"], [ann], 0), (["<ann> cat"], [ann], 0),
        ];
        // Found again: who else is in the recipe, how strong and where everybody is, is no matter of the encoder.
        (string[] Prompts, IReadOnlyList<MergePart> Recipe, int ClipSkip)[] same =
        [
            (["<ann> person"], [ben, ann], 0), (["<ann> person"], [ann with { Strength = 0.5f }], 0), (["<ann> person"], [ann with { Region = new PictureBox(0, 0, 0.5f, 1) }], 0),
        ];

        foreach (var it in different.Concat(same))
        {
            using var scope = NewDisposeScope();
            var (kept, plain) = (_keeping.EncodeWeighted(it.Prompts, it.Recipe, it.ClipSkip), _plain.EncodeWeighted(it.Prompts, it.Recipe, it.ClipSkip));
            Assert.True(AreSame(plain.Words, kept.Words) && AreSame(plain.Bias, kept.Bias) && AreSame(plain.Regions, kept.Regions));
        }

        Assert.Equal(((long)same.Length, (long)different.Length), (Texts.Hits, Texts.Misses));
    }

    [Fact]
    public void Prompts_that_a_LoRA_reads_are_not_kept_and_the_next_are_read_without_it()
    {
        using var scope = NewDisposeScope();
        var lora = new LoraPart(new Guid(7, 0, 0, new byte[8]), RandomLora(), 1);
        var plain = _plain.GenerateLatents(Settings("a cat"), [], null, Token);
        var changed = _keeping.GenerateLatents(Settings("a cat"), [lora], null, Token);

        Assert.False(AreSame(plain, changed));
        Assert.Equal(0, Texts.Entries);
        Assert.True(AreSame(plain, _keeping.GenerateLatents(Settings("a cat"), [], null, Token)));
        Assert.Equal(1, Texts.Entries);
    }

    [Fact]
    public void Who_draws_again_with_a_recipe_finds_its_rows_and_the_same_company_finds_them_stacked()
    {
        var hash = _tiny.WeightsHash();
        using var scope = NewDisposeScope();
        var (ann, ben) = (Part(1, "ann", 1), Part(2, "ben", 0.7f));
        var plain = DrawTogether(_plain, ann, ben);
        var first = DrawTogether(_keeping, ann, ben);
        _keeping.GenerateLatents(Settings("<ann> person"), [ann], null, Token);   // alone, with the recipe in the weights
        // Read again from their files, as after a while.
        var second = DrawTogether(_keeping, Part(1, "ann", 1), Part(2, "ben", 0.7f));

        Assert.Equal((2L, 2L), (Of(CacheShare.Rows).Hits, Of(CacheShare.Rows).Misses));
        Assert.Equal(1, Of(CacheShare.Stacks).Misses);
        Assert.All(first.Zip(second), it => Assert.True(AreSame(it.First, it.Second)));
        Assert.All(plain.Zip(first), it => Assert.True((it.First - it.Second).abs().max().item<float>() < 2e-4f));   // rounding, as in StepTests
        _tiny.Model.Merge.Clear();
        Assert.Equal(hash, _tiny.WeightsHash());

        DrawTogether(_keeping, ann, ben with { Strength = 0.8f });
        Assert.Equal((3L, 3L), (Of(CacheShare.Rows).Hits, Of(CacheShare.Rows).Misses));
        Assert.Equal(2, Of(CacheShare.Stacks).Misses);
    }

    [Fact]
    public void Hardly_any_memory_changes_no_picture()
    {
        var budget = new MemoryBudget(400_000);   // room for some prompts, for no whole weights, and for the rows of one concept at most
        using var caches = new DrawingCaches(budget);
        using var scope = NewDisposeScope();
        var (tight, parts) = (new TextToImagePipeline(_tiny.Model, caches: caches), new[] { Part(1, "ann", 1), Part(2, "ben", 0.7f), Part(3, "cid", 1.2f) });
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < parts.Length; i++)
            {
                var (one, two) = (parts[i], parts[(i + 1) % parts.Length]);
                Assert.All(DrawTogether(_plain, one, two).Zip(DrawTogether(tight, one, two)), it => Assert.True(AreSame(it.First, it.Second)));
                Assert.All(budget.Caches, cache => Assert.InRange(cache.Bytes, 0, cache.Budget));
            }

        Assert.Equal(0, budget.Caches.Single(cache => cache.Name == CacheShare.Stacks.Name).Misses);
    }

    [Fact]
    public void Closing_frees_the_tensors_but_those_of_drawings_on_their_way()
    {
        var (ann, ben) = (Part(1, "ann", 1), Part(2, "ben", 0.7f));
        using var first = _keeping.Begin(Settings("<ann> person"), [ann]);
        using var second = _keeping.Begin(Settings("<ben> person"), [ben]);
        _keeping.Step([first, second]);

        _caches.Dispose();
        while (!first.IsOver) _keeping.Step([first, second]);

        Assert.True(second.IsOver);
        Assert.Empty(_budget.Caches);
    }

    public void Dispose()
    {
        _caches.Dispose();
        _tiny.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CacheFigures Texts => Of(CacheShare.Texts);

    private static GenerationSettings Settings(string prompt) => new() { Prompt = prompt, Steps = 3, Seed = 4 };

    private CacheFigures Of(CacheShare share) => _budget.Caches.Single(cache => cache.Name == share.Name);

    private static bool AreSame(Tensor? one, Tensor? other) => one is null || other is null ? ReferenceEquals(one, other) : one.shape.SequenceEqual(other.shape) && one.eq(other).all().item<bool>();

    private static List<Tensor> DrawTogether(TextToImagePipeline pipeline, RecipePart one, RecipePart other)
    {
        using var first = pipeline.Begin(Settings($"<{one.Adapter.TriggerWord}> person"), [one]);
        using var second = pipeline.Begin(Settings($"<{other.Adapter.TriggerWord}> person on the beach"), [other]);
        while (!first.IsOver) pipeline.Step([first, second]);
        return [first.Clean(), second.Clean()];
    }

    private RecipePart Part(int number, string trigger, float strength) =>
        new(new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, trigger).WithContextWords(_tiny.Model, words: number), strength);

    // Of the text encoder: what it reads changes.
    private BlockLora.OrdinaryLora RandomLora()
    {
        var path = _tiny.Model.AdaptableWeights.ByPath.Keys.First(path => path.StartsWith("text_encoder.", StringComparison.Ordinal));
        var shape = _tiny.Model.AdaptableWeights.ByPath[path].shape;
        var random = new Random(3);
        return new BlockLora.OrdinaryLora { Modules = [new BlockLora.LoraModule(path, 1, shape, Numbers(shape[1]), Numbers(shape[0]), 1)] };

        float[] Numbers(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
