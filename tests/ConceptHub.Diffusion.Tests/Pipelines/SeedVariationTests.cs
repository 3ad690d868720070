using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Tests.Adapters;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Pipelines;

public sealed class SeedVariationTests : IDisposable
{
    private static readonly GenerationSettings Cat = new() { Prompt = "a cat on the beach", Steps = 4, Seed = 7 };
    private readonly TinyModel _tiny = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Blend_lies_on_the_arc_between_both_noises(double strength)
    {
        using var scope = NewDisposeScope();
        var (noise, other) = (randn([1, 4, 8, 8], generator: new Generator(7)), randn([1, 4, 8, 8], generator: new Generator(9)));

        var blend = new SeedVariation(9, strength).Blend(noise / noise.norm() * other.norm());

        Assert.Equal(strength * Angle(noise, other), Angle(noise, blend), 1e-3);   // acos of fp32 sums
        Assert.Equal((1 - strength) * Angle(noise, other), Angle(blend, other), 1e-3);
        Assert.Equal(other.norm().item<float>(), blend.norm().item<float>(), 1e-2f);
    }

    [Fact]
    public void Full_strength_is_the_other_seeds_noise_and_the_same_seed_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var noise = randn([1, 4, 8, 8], generator: new Generator(7));

        Assert.True(allclose(randn([1, 4, 8, 8], generator: new Generator(9)), new SeedVariation(9, 1).Blend(noise), atol: 1e-6));
        Assert.True(allclose(noise, new SeedVariation(7, 0.5).Blend(noise), atol: 1e-6));
    }

    [Fact]
    public void Picture_strays_from_its_seeds_the_more_the_stronger_it_is_varied()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pipeline = new TextToImagePipeline(_tiny.Model);
        var plain = pipeline.GenerateLatents(Cat, [], null, Token);

        var distances = new[] { 0.02, 0.2, 0.8 }.Select(strength => Distance(plain, pipeline.GenerateLatents(Cat with { Variation = new SeedVariation(9, strength) }, [], null, Token))).ToList();

        Assert.True(distances[0] > 0);
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[0] < 0.1 * distances[2], $"{distances[0]} of {distances[2]}");
    }

    [Fact]
    public void Several_pictures_are_variations_of_one_seed()
    {
        var pipeline = new TextToImagePipeline(_tiny.Model, new GenerationLimits { LatentPixelsTogether = 0 });
        var settings = Cat with { Count = 3, Variation = new SeedVariation(20, 0.3) };

        var pictures = pipeline.GenerateAll(settings, [], null, Token);

        Assert.Equal(pipeline.Generate(Cat with { Variation = new SeedVariation(22, 0.3) }, [], null, Token).Pixels, pictures[2].Pixels);
        Assert.NotEqual(pictures[0].Pixels, pictures[1].Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Impossible_strength_is_refused(double strength) =>
        Assert.Contains("above 0 and up to 1", Assert.Throws<ArgumentException>(() => new TextToImagePipeline(_tiny.Model).Checked(Cat with { Variation = new SeedVariation(9, strength) })).Message);

    public void Dispose() => _tiny.Dispose();

    private static double Angle(Tensor one, Tensor two) => Math.Acos((one * two).sum().item<float>() / (one.norm().item<float>() * two.norm().item<float>()));

    private static double Distance(Tensor one, Tensor two) => (one - two).square().mean().item<float>();
}
