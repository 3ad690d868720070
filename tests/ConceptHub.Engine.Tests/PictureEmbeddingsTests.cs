namespace ConceptHub.Engine.Tests;

public sealed class PictureEmbeddingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concept_looks_like_its_pictures_together_and_what_is_gone_or_no_picture_is_passed_over()
    {
        await using var bench = new Bench();
        TrainPicture[] pictures =
        [
            new(Grey(bench, 0), "on the beach"), new(new string('0', 64), "gone"), new(bench.Blobs.Put([1, 2, 3]), "no picture"), new(Grey(bench, 100), "in the snow"),
        ];

        var look = await bench.Embeddings().OfAsync(pictures, Token);

        var middle = FakeDevice.Look(50);
        Assert.NotNull(look);
        Assert.Equal(middle[0], look[0], 1e-5f); // float32 sums
        Assert.Equal(middle[1], look[1], 1e-5f);
        Assert.Equal(["on the beach", "in the snow"], bench.Device.LastCaptions);
    }

    [Fact]
    public async Task Nothing_is_said_without_pictures_or_without_a_model_that_looks()
    {
        await using var bench = new Bench();
        await using var blind = new Bench(new FakeDevice { Model = new FakeDevice().Model with { LikenessHash = null } });

        Assert.Null(await bench.Embeddings().OfAsync([], Token));
        Assert.Null(await blind.Embeddings().OfAsync([new TrainPicture(Grey(blind, 9), "")], Token));
    }

    [Fact]
    public async Task Embedded_model_sees_that_pictures_of_one_shipped_concept_are_more_alike_than_those_of_two()
    {
        await using var bench = new Bench(() => TorchDevice.Open(Repository.Data("models", "toyworld")));

        var (mira, mug) = (await LookAsync("mira", "01.png"), await LookAsync("heart-mug", "01.png"));
        var again = await LookAsync("mira", "02.png");

        Assert.Equal(1, mira.Sum(value => value * value), 1e-3f);
        Assert.True(Cosine(mira, again) > Cosine(mira, mug) + 0.1, $"{Cosine(mira, again):0.00} and {Cosine(mira, mug):0.00}");

        async Task<float[]> LookAsync(string seed, string file)
        {
            var blob = bench.Blobs.Put(await File.ReadAllBytesAsync(Path.Combine(Repository.Data("seed", seed), "training", file), Token));
            return (await bench.Embeddings().OfAsync([new TrainPicture(blob, "a picture")], Token))!;
        }
    }

    private static double Cosine(float[] first, float[] second) => first.Zip(second, (a, b) => a * b).Sum();

    private static string Grey(Bench bench, byte shade) => bench.Blobs.Put(PictureFile.Png(FakeDevice.Grey(32, 32, shade)));
}
