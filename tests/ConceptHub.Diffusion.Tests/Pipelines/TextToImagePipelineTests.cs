using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Pipelines;

public sealed class TextToImagePipelineTests : IDisposable
{
    private static readonly GenerationSettings Cat = new() { Prompt = "a cat on the beach", Steps = 4, Seed = 7 };
    private readonly TinyModel _tiny = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(16, 16)]
    [InlineData(12, 20)]   // 3 × 5 latents: odd on the way down, and again at the next block
    [InlineData(4, 44)]
    public void Picture_has_the_wished_size(int width, int height)
    {
        var picture = new TextToImagePipeline(_tiny.Model).Generate(Cat with { Width = width, Height = height }, [], null, Token);

        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("multiples of 4 from 4 to 2048", "The nearest size is 20 × 16", 18, 17)]
    [InlineData("2052 × 16 is not", "The nearest size is 2048 × 16", 2052, 16)]
    public void Impossible_size_is_refused_with_the_nearest(string sentence, string nearest, int width, int height)
    {
        var fault = Assert.Throws<ArgumentException>(() => new TextToImagePipeline(_tiny.Model).Checked(Cat with { Width = width, Height = height }));

        Assert.Contains(sentence, fault.Message);
        Assert.Contains(nearest, fault.Message);
    }

    [Fact]
    public void Limits_are_the_owners_choice()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model, new GenerationLimits { LongestEdge = 32, MaximumCount = 2, MaximumSteps = 5 });

        Assert.Contains("to 32 pixels", Assert.Throws<ArgumentException>(() => pipeline.Checked(Cat with { Width = 36 })).Message);
        Assert.Contains("1 to 2, not 3", Assert.Throws<ArgumentException>(() => pipeline.Checked(Cat with { Count = 3 })).Message);
        Assert.Contains("1 to 5, not 6", Assert.Throws<ArgumentException>(() => pipeline.Checked(Cat with { Steps = 6 })).Message);
    }

    [Fact]
    public void Pictures_drawn_one_after_another_are_those_of_their_seeds_bit_for_bit()
    {
        var alone = new TextToImagePipeline(_tiny.Model, new GenerationLimits { LatentPixelsTogether = 0 });
        var settings = Cat with { Count = 3, Scheduler = "euler-a" };

        var batch = alone.GenerateAll(settings, [], null, Token);

        for (var i = 0; i < 3; i++) Assert.Equal(alone.Generate(settings with { Seed = 7 + i }, [], null, Token).Pixels, batch[i].Pixels);
        Assert.NotEqual(batch[0].Pixels, batch[1].Pixels);
    }

    [Theory]
    [InlineData("dpm++2m")]   // remembers the last prediction
    [InlineData("euler-a")]   // draws noise at every step
    [InlineData("lcm")]
    public void Pictures_drawn_together_are_those_of_their_seeds(string scheduler)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var settings = Cat with { Count = 3, Scheduler = scheduler };

        var batch = pipeline.GenerateLatents(settings, [], null, Token);

        for (var i = 0; i < 3; i++)
        {
            var single = pipeline.GenerateLatents(settings with { Seed = 7 + i, Count = 1 }, [], null, Token);
            // Only the order of sums in matrix products differs with the batch: some fp32 roundings of values of a few units.
            Assert.True((single - batch.narrow(0, i, 1)).abs().max().item<float>() < 1e-4f);
        }
    }

    [Theory]
    [InlineData(20, 0.8, 16)]
    [InlineData(10, 0.7, 7)]
    [InlineData(50, 0.75, 37)]
    [InlineData(10, 1.0, 10)]
    public void Strength_takes_the_steps_that_diffusers_takes(int steps, double strength, int taken)
    {
        var told = new List<(int Step, int Of)>();
        var settings = Cat with { Steps = steps, Strength = strength, StartPicture = Start() };

        new TextToImagePipeline(_tiny.Model).Generate(settings, [], new Told(told), Token);

        Assert.Equal(Enumerable.Range(1, taken).Select(step => (step, taken)), told);
    }

    [Fact]
    public void Start_picture_shows_the_more_the_less_strength()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var start = pipeline.Autoencoder.Encode(Start().ToTensor());

        var distances = new[] { 0.05, 0.3, 1.0 }.Select(strength =>
        {
            var latents = pipeline.GenerateLatents(Cat with { Steps = 20, Strength = strength, StartPicture = Start() }, [], null, Token);
            return (latents - start).square().mean().item<float>();
        }).ToList();

        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[0] < 0.05 * distances[2], $"{distances[0]} of {distances[2]}");
    }

    [Fact]
    public void Strength_that_leaves_no_step_is_refused_with_the_least_that_does()
    {
        var fault = Assert.Throws<ArgumentException>(() => new TextToImagePipeline(_tiny.Model).Checked(Cat with { Strength = 0.1, StartPicture = Start() }));

        Assert.Contains("the least is 0.25", fault.Message);
    }

    [Fact]
    public void Start_picture_of_another_size_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new TextToImagePipeline(_tiny.Model).Checked(Cat with { Width = 32, StartPicture = Start() }));

        Assert.Contains("16 × 16 pixels, but 32 × 16", fault.Message);
    }

    [Fact]
    public void Clip_skip_leaves_out_the_last_layers()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var ids = tensor(_tiny.Model.Tokenizer.Encode(Cat.Prompt, 16), [1, 16]);

        var skipped = pipeline.EncodeWeighted([Cat.Prompt], [], clipSkip: 1);

        Assert.Equal(_tiny.Model.TextEncoder.Encode(ids, null, 1).Hidden.data<float>().ToArray(), skipped.At(0).data<float>().ToArray());
        Assert.NotEqual(pipeline.Generate(Cat, [], null, Token).Pixels, pipeline.Generate(Cat with { ClipSkip = 1 }, [], null, Token).Pixels);
        Assert.Contains("has 1 layers", Assert.Throws<ArgumentException>(() => pipeline.Checked(Cat with { ClipSkip = 2 })).Message);
    }

    [Fact]
    public void Negative_prompt_works_through_guidance_alone()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var negative = Cat with { NegativePrompt = "space" };

        Assert.NotEqual(pipeline.Generate(Cat, [], null, Token).Pixels, pipeline.Generate(negative, [], null, Token).Pixels);
        Assert.Equal(
            pipeline.Generate(Cat with { GuidanceScale = 1 }, [], null, Token).Pixels,
            pipeline.Generate(negative with { GuidanceScale = 1 }, [], null, Token).Pixels);
    }

    public void Dispose() => _tiny.Dispose();

    private static RgbImage Start() => new(16, 16, [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i % 48 * 5))]);

    private sealed class Told(List<(int Step, int Of)> told) : IProgress<DenoisingStep>
    {
        public void Report(DenoisingStep step) => told.Add((step.Step, step.Of));
    }
}
