using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Text;

/// <summary>Context words: what a concept adds to the prompts that call it, and to no other.</summary>
public sealed class CalledConceptsTests : IDisposable
{
    private const string Plain = "a photo of a person", Calling = "a photo of <mira> person";
    private readonly TinyModel _tiny = new();
    private readonly RecipePart _mira, _kiro;

    public CalledConceptsTests()
    {
        _mira = new RecipePart(Guid.NewGuid(), RandomAdapters.For(_tiny.Model, 1, "mira").WithContextWords(_tiny.Model), 1);
        _kiro = new RecipePart(Guid.NewGuid(), RandomAdapters.For(_tiny.Model, 2, "kiro").WithContextWords(_tiny.Model, words: 5), 1);
    }

    [Fact]
    public void A_prompt_that_calls_nobody_is_answered_as_if_nobody_were_there()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(Numbers(Said([], Plain)), Numbers(Said([_mira, _kiro], Plain)));
        Assert.Equal(Numbers(Said([_mira], Calling)), Numbers(Said([_mira, _kiro], Calling)));
    }

    [Fact]
    public void A_call_is_heard_in_the_measure_of_its_strength()
    {
        using var scope = NewDisposeScope();
        var without = Said([_mira with { Adapter = _mira.Adapter with { ContextWords = null } }], Calling);

        var distances = new[] { 0f, 0.25f, 1, 4 }.Select(s => (Said([_mira with { Strength = s }], Calling) - without).norm().item<float>()).ToList();

        Assert.Equal(0, distances[0]);
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[1] > 0 && distances[3] > distances[2] * 1.2f, string.Join(", ", distances));
    }

    [Fact]
    public void Weights_in_a_prompt_count_as_strength_does()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);

        var weighed = pipeline.EncodeWeighted([$"a photo of (<mira>:2) person"], [_mira], clipSkip: 0);
        var strong = pipeline.EncodeWeighted([Calling], [_mira with { Strength = 2 }], clipSkip: 0);

        Assert.True(allclose(weighed.Bias!, strong.Bias!));
    }

    [Fact]
    public void Prompts_are_answered_together_as_alone()
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<MergePart> all = [_mira, _kiro];
        string[] prompts = [Plain, Calling, "a photo of <kiro> person", "<mira> person and <kiro> person"];

        var together = Said(all, prompts);

        for (var i = 0; i < prompts.Length; i++) Assert.True(allclose(Said(all, prompts[i]), together.narrow(0, i, 1), atol: 1e-5), prompts[i]);
    }

    [Fact]
    public void Every_transformer_block_hears_its_own_words()
    {
        using var scope = NewDisposeScope();
        var reference = Said([_mira], Calling);
        var (each, sites) = (_mira.Adapter.ContextWords!.Values.Length / _tiny.Model.Plan.Sites.Count, _tiny.Model.Plan.Sites.Count);

        for (var site = 0; site < sites; site++)
        {
            var silenced = _mira.Adapter.ContextWords with { Values = [.. _mira.Adapter.ContextWords.Values.Select((v, i) => i / each == site ? 0 : v)] };
            Assert.False(allclose(reference, Said([_mira with { Adapter = _mira.Adapter with { ContextWords = silenced } }], Calling), atol: 1e-6), $"site {site}");
        }
    }

    [Fact]
    public void A_picture_depends_on_the_words_of_the_concepts_that_it_calls_alone()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model);
        RgbImage Draw(MergePart[] parts) => pipeline.Generate(new GenerationSettings { Prompt = Calling, Steps = 3, Seed = 4 }, parts, null, TestContext.Current.CancellationToken);
        var silent = _kiro with { Strength = 0 };   // its rows are out of the weights, its words stay

        Assert.Equal(Draw([_mira]).Pixels.ToArray(), Draw([_mira, silent]).Pixels.ToArray());
        Assert.NotEqual(Draw([_mira]).Pixels.ToArray(), Draw([_mira with { Adapter = _mira.Adapter with { ContextWords = null } }]).Pixels.ToArray());
    }

    [Fact]
    public void A_concept_with_a_region_is_heard_there_and_nowhere_else()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var left = _mira with { Region = new PictureBox(0, 0, 0.5f, 1) };

        var context = new TextToImagePipeline(_tiny.Model).EncodeWeighted(["", Calling], [left], clipSkip: 0).On(2, 4);

        var heard = context.Bias![1, 0].isfinite();   // [8 pixels, 16 words of the prompt and 3 of mira]
        Assert.True(context.Bias[0, 0].narrow(1, 0, 16).isfinite().all().item<bool>(), "the empty prompt is heard everywhere");
        var own = new[] { 4L, 5, 16, 17, 18 };         // trigger and class word, and what the concept adds
        for (var word = 0L; word < 19; word++)
            Assert.Equal(own.Contains(word) ? [true, true, false, false, true, true, false, false] : Enumerable.Repeat(true, 8), heard.select(1, word).data<bool>().ToArray());
    }

    [Fact]
    public void A_region_smaller_than_a_pixel_is_heard_by_the_nearest()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tiny = _mira with { Region = new PictureBox(0.5f, 0.5f, 0.1f, 0.1f) };

        var bias = new TextToImagePipeline(_tiny.Model).Encode([Calling], [tiny]).On(2, 2).Bias!;

        Assert.Equal([false, false, false, true], bias[0, 0].isfinite().select(1, 16).data<bool>().ToArray());
    }

    [Fact]
    public void Two_stand_beside_each_other_in_the_order_of_the_prompt_unless_their_regions_say_otherwise()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model);
        RgbImage Draw(params MergePart[] parts) => pipeline.Generate(new GenerationSettings { Prompt = "<mira> person and <kiro> person", Steps = 3, Seed = 4 }, parts, null, TestContext.Current.CancellationToken);
        var (left, right) = (new PictureBox(0, 0, 0.5f, 1), new PictureBox(0.5f, 0, 0.5f, 1));

        var apart = Draw(_mira with { Region = left }, _kiro with { Region = right });

        Assert.Equal(Draw(_mira, _kiro).Pixels.ToArray(), apart.Pixels.ToArray());
        Assert.NotEqual(Draw(_mira with { Region = PictureBox.Whole }, _kiro with { Region = PictureBox.Whole }).Pixels.ToArray(), apart.Pixels.ToArray());
        Assert.NotEqual(Draw(_mira with { Region = right }, _kiro with { Region = left }).Pixels.ToArray(), apart.Pixels.ToArray());
    }

    public void Dispose() => _tiny.Dispose();

    private static float[] Numbers(Tensor said) => said.data<float>().ToArray();

    // The recipe's words alone, nothing in the weights.
    private Tensor Said(IReadOnlyList<MergePart> parts, params string[] prompts)
    {
        using var off = no_grad();
        var config = _tiny.Model.UNet.Config;
        using var generator = new Generator(6);
        var latents = randn([1, config.InChannels, config.SampleSize, config.SampleSize], generator: generator).expand(prompts.Length, -1, -1, -1);
        _tiny.Model.Merge.Clear();
        TextContext context = new TextToImagePipeline(_tiny.Model).Encode(prompts, parts);
        return _tiny.Model.UNet.forward(latents, full([prompts.Length], 500f), context);
    }
}
