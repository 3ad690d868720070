using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.Text;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Text;

public sealed class PromptWeightsTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    /// <summary>The examples in stable-diffusion-webui's own documentation of <c>parse_prompt_attention</c>, and what it does with odd input.</summary>
    public static TheoryData<string, (string Text, float Weight)[]> Prompts => new()
    {
        { "normal text", [("normal text", 1)] },
        { "an (important) word", [("an ", 1), ("important", 1.1f), (" word", 1)] },
        { "(unbalanced", [("unbalanced", 1.1f)] },
        { @"\(literal\]", [("(literal]", 1)] },
        { "(unnecessary)(parens)", [("unnecessaryparens", 1.1f)] },
        {
            "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            [("a ", 1), ("house", 1.573f), (" ", 1.1f), ("on", 1), (" a ", 1.1f), ("hill", 0.55f), (", sun, ", 1.1f), ("sky", 1.4641f), (".", 1.1f)]
        },
        { "at 12:30) and a:b", [("at 12:30) and a:b", 1)] },
        { "(a [b) c]", [("a ", 1.1f), ("b", 1), (" c", 1 / 1.1f)] },
        { "(a: 1.2 )", [("a", 1.2f)] },
        { "(a:1.2.3)", [("a:1.2.3)", 1.1f)] },
        { "(a:999)", [("a", 10)] },
        { @"a\b", [("ab", 1)] },
        { "", [("", 1)] },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Prompt_is_read_as_webui_reads_it(string prompt, (string Text, float Weight)[] expected)
    {
        var read = PromptWeights.Read(prompt);

        Assert.Equal(expected.Select(it => it.Text), read.Select(it => it.Text));
        Assert.All(expected.Zip(read), pair => Assert.Equal(pair.First.Weight, pair.Second.Weight, 1e-5f));
    }

    [Fact]
    public void Brackets_in_brackets_take_no_memory_to_speak_of_and_no_weight_is_no_number()
    {
        var deep = string.Concat(Enumerable.Repeat("(a:", 2000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = PromptWeights.Read(deep);
        var infinite = PromptWeights.Read($"((a:0) b:{new string('9', 60)})");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.All(read.Concat(infinite), stretch => Assert.InRange(stretch.Weight, -10f, 10f));
    }

    [Fact]
    public void Weights_stand_at_the_tokens_of_their_words()
    {
        var tokenizer = _tiny.Model.Tokenizer.WithAddedTokens(new Dictionary<string, int[]> { ["<mira>"] = [900, 901] });

        var (ids, weights) = tokenizer.EncodeWeighted("a photo of (<mira> person:1.5) on (the beach)", 12);

        Assert.Equal(tokenizer.Encode("a photo of <mira> person on the beach", 12), ids);
        Assert.Equal([1, 1, 1, 1, 1.5f, 1.5f, 1.5f, 1, 1.1f, 1.1f, 1, 1], weights);
    }

    [Theory]
    [InlineData("a photo of a cat", "a photo of a cat")]
    [InlineData(@"a cat \(on\) space", "a cat (on) space")]
    [InlineData("(a cat) (on the beach) (in space) (a cat) (on the beach) (in space)", "a cat on the beach in space a cat on the beach in space")]   // longer than fits
    public void Ids_are_those_of_the_prompt_without_its_weights(string weighted, string plain) =>
        Assert.Equal(_tiny.Model.Tokenizer.Encode(plain, 16), _tiny.Model.Tokenizer.EncodeWeighted(weighted, 16).Ids);

    [Fact]
    public void Features_are_multiplied_word_by_word_and_their_mean_is_restored()
    {
        using var scope = NewDisposeScope();
        var hidden = randn([2, 3, 4], generator: new Generator(5)) + 0.5;
        float[] weights = [1, 1.4f, 0.6f, 1, 1, 1];

        var weighed = PromptWeights.Weigh(hidden, tensor(weights, [2, 3])).data<float>().ToArray();

        var before = hidden.data<float>().ToArray();
        Assert.Equal(before[12..], weighed[12..]);   // nothing weighed, nothing changed
        var product = before[..12].Select((value, i) => (double)value * weights[i / 4]).ToArray();
        var ratio = before[..12].Average(value => (double)value) / product.Average();
        Assert.All(product.Select((value, i) => (Expected: value * ratio, Got: weighed[i])), it => Assert.Equal(it.Expected, it.Got, 1e-5));
        Assert.Equal(before[..12].Average(), weighed[..12].Average(), 1e-5f);
    }

    [Fact]
    public void Mean_that_is_next_to_nothing_is_not_restored()
    {
        using var scope = NewDisposeScope();
        var hidden = randn([1, 4, 8], generator: new Generator(5));
        var centred = hidden - hidden.mean();

        var weighed = PromptWeights.Weigh(centred, tensor(new[] { 1, 1.5f, 1, 1 }, [1, 4]));

        Assert.True(allclose(centred * tensor(new[] { 1, 1.5f, 1, 1 }, [1, 4, 1]), weighed));
    }

    [Fact]
    public void Pipeline_weighs_what_people_write_and_leaves_captions_as_they_stand()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var part = new RecipePart(Guid.NewGuid(), RandomAdapters.For(_tiny.Model, 1, "mira"), 1);

        var plain = pipeline.Encode(["a photo of <mira> person"], [part]).At(0);
        var weighed = pipeline.EncodeWeighted(["a photo of (<mira> person:1.3)"], [part], clipSkip: 0).At(0);

        var weights = ones([1, 16, 1]);
        weights[0, 4..6] = tensor(1.3f);
        Assert.True(allclose(PromptWeights.Weigh(plain, weights.squeeze(-1)), weighed, atol: 1e-6));
        Assert.False(allclose(plain, weighed, atol: 1e-2));
        Assert.True(allclose(plain, pipeline.EncodeWeighted(["a photo of <mira> person"], [part], clipSkip: 0).At(0)));
        Assert.False(allclose(pipeline.Encode(["a (cat:1.5)"], []).At(0), pipeline.EncodeWeighted(["a (cat:1.5)"], [], clipSkip: 0).At(0)));
    }

    [Fact]
    public void Weights_are_no_unknown_words() => Assert.Equal(["zebra"], _tiny.Model.UnknownWords("a (zebra:1.3) on [the beach]"));

    public void Dispose() => _tiny.Dispose();
}
