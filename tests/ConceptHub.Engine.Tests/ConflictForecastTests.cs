using System.Diagnostics;
using ConceptHub.BlockLora;

namespace ConceptHub.Engine.Tests;

public sealed class ConflictForecastTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_adapter_is_read_and_looked_at_once()
    {
        await using var bench = new Bench();
        var recipe = new[] { 1, 2, 19 }.Select(number => Part($"{number}", bench.PutAdapter(number, $"alice{number}"))).ToArray();
        var forecast = bench.Forecast();

        var first = await forecast.OfAsync(recipe, Token);
        var second = await forecast.OfAsync([.. recipe.Select(part => part with { Strength = 0.5f })], Token);

        Assert.Equal(3, first.Count);
        Assert.Equal(first.Select(pair => (pair.OnFirst, pair.OnSecond)), second.Select(pair => (pair.OnFirst, pair.OnSecond)));
        Assert.Equal((3, 3), (bench.Device.Profiles, bench.Blobs.Reads));
        var (one, other) = (Codebook.For(FakeDevice.Plan).Encode(1), Codebook.For(FakeDevice.Plan).Encode(19));
        Assert.Equal(one.SitesSharedWith(other), first[1].Overlap.SharedSites);
        Assert.Equal((2.0, 1.0), (first[0].OnFirst, first[0].OnSecond)); // the fake device says of number n that it says n
    }

    [Fact]
    public async Task Same_pair_of_files_belongs_to_the_concepts_that_are_asked_for()
    {
        await using var bench = new Bench();
        var (one, two) = (Part("one", bench.PutAdapter(1, "alice1")), Part("two", bench.PutAdapter(2, "alice2")));
        var forecast = bench.Forecast();
        await forecast.OfAsync([one, two], Token);

        var other = one with { ConceptId = Guid.NewGuid() };
        var pair = Assert.Single(await forecast.OfAsync([other, two], Token));

        Assert.Equal((other.ConceptId, two.ConceptId), (pair.Overlap.First, pair.Overlap.Second));
    }

    [Fact]
    public async Task Adapter_that_cannot_be_read_is_left_out()
    {
        await using var bench = new Bench();
        var recipe = new[] { Part("gone", new string('0', 64)), Part("no adapter", bench.Blobs.Put([1, 2, 3])), Part("one", bench.PutAdapter(1, "alice1")), Part("two", bench.PutAdapter(2, "alice2")) };

        var pair = Assert.Single(await bench.Forecast().OfAsync(recipe, Token));

        Assert.Equal((recipe[2].ConceptId, recipe[3].ConceptId), (pair.Overlap.First, pair.Overlap.Second));
    }

    [Fact]
    public async Task Fifteen_trained_concepts_are_foretold_at_once()
    {
        var seeds = Directory.GetFiles(Repository.Data("seed"), "adapter.safetensors", SearchOption.AllDirectories).Order().ToList();
        Assert.SkipUnless(seeds.Count >= 15, "The seed concepts are not in data/seed.");
        await using var bench = new Bench(() => TorchDevice.Open(Repository.Data("models", "toyworld")));
        var recipe = seeds.Take(15).Select(file => Part(Path.GetFileName(Path.GetDirectoryName(file)!), bench.Blobs.Put(File.ReadAllBytes(file)))).ToList();
        var forecast = bench.Forecast();
        await bench.OpenedAsync();
        var clock = Stopwatch.StartNew();

        var pairs = await forecast.OfAsync(recipe, Token);
        var first = clock.Elapsed;
        await forecast.OfAsync(recipe, Token);
        var again = clock.Elapsed - first;

        Assert.Equal(105, pairs.Count);
        Assert.All(pairs, pair => Assert.True(double.IsFinite(pair.OnFirst) && double.IsFinite(pair.OnSecond)));
        Assert.True(again < TimeSpan.FromMilliseconds(50), $"A known recipe took {again.TotalMilliseconds} ms, a new one {first.TotalMilliseconds} ms.");
        TestContext.Current.TestOutputHelper?.WriteLine($"15 concepts: {first.TotalMilliseconds:0.0} ms new, {again.TotalMilliseconds:0.00} ms known");
    }

    private static RecipeAdapter Part(string name, string blob) => new(Guid.NewGuid(), name, blob, 1);
}
