using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Engine.Tests;

/// <summary>The whole way with real tensors: the embedded model behind the real worker.</summary>
public sealed class TorchDeviceTests
{
    private static readonly string Model = Repository.Data("models", "toyworld");

    [Fact]
    public async Task Trained_concept_is_drawn_by_the_worker_that_trained_it()
    {
        Assert.SkipUnless(Directory.Exists(Model), "The embedded model is not in data/models/toyworld.");
        await using var bench = new Bench(() => TorchDevice.Open(Model));
        var hash = (await bench.OpenedAsync()).Model.Hash;
        var pictures = Enumerable.Range(1, 3).Select(i => new TrainPicture(bench.Blobs.Put(PictureFile.Png(FakeDevice.Grey(128, 128, (byte)(i * 60)))), "a photo of <quix> person"));
        var training = bench.Training(steps: 3) with { BaseModelHash = hash, TriggerWord = "<quix>", Pictures = [.. pictures], SampleEvery = 3 };

        var trained = await bench.RunAsync(training);
        var made = Assert.IsType<JobEvent.AdapterMade>(trained[^1]);
        var recipe = new[] { new RecipeAdapter(Guid.NewGuid(), "Quix", made.Blob, 1) };
        var drawing = bench.Picture("a photo of <quix> person zorblax", steps: 4) with { BaseModelHash = hash, WidthPixels = 128, HeightPixels = 128, Recipe = recipe };
        var first = await bench.RunAsync(drawing);
        var second = await bench.RunAsync(drawing with { Ticket = new JobTicket(Guid.NewGuid(), 1) });

        Assert.Single(trained.OfType<JobEvent.Sample>());
        Assert.All(trained.OfType<JobEvent.Metric>(), metric => Assert.True(double.IsFinite(metric.Loss)));
        Assert.NotEmpty(first.OfType<JobEvent.Preview>());
        var picture = Assert.IsType<JobEvent.PictureMade>(first[^1]);
        Assert.Equal(["zorblax"], picture.UnknownWords);
        Assert.Equal(picture.Blob, Assert.IsType<JobEvent.PictureMade>(second[^1]).Blob); // equal settings and seeds, equal pictures
    }

    [Fact]
    public async Task Start_picture_of_any_size_is_drawn_over_several_times()
    {
        Assert.SkipUnless(Directory.Exists(Model), "The embedded model is not in data/models/toyworld.");
        await using var bench = new Bench(() => TorchDevice.Open(Model));
        var hash = (await bench.OpenedAsync()).Model.Hash;
        var start = bench.Blobs.Put(PictureFile.Png(FakeDevice.Grey(300, 200, 40)));
        var over = bench.Picture(steps: 10) with { BaseModelHash = hash, WidthPixels = 144, HeightPixels = 80, StartBlob = start, Strength = 0.2, Count = 2 };

        var happened = await bench.RunAsync(over);

        var made = Assert.IsType<JobEvent.PictureMade>(happened[^1]);
        var mean = PictureFile.Cover(bench.Blobs[made.Blob], 144, 80).Pixels.Average(value => value);
        Assert.InRange(mean, 25, 55);   // still the dark grey it began with
        Assert.Equal(2, happened.OfType<JobEvent.Progress>().Last().Of);
        Assert.NotEqual(made.Blob, Assert.Single(made.FurtherBlobs));
    }

    [Fact]
    public async Task Setting_that_the_model_cannot_take_is_refused_in_its_words()
    {
        Assert.SkipUnless(Directory.Exists(Model), "The embedded model is not in data/models/toyworld.");
        await using var bench = new Bench(() => TorchDevice.Open(Model));
        var device = await bench.OpenedAsync();
        var request = bench.Picture() with { BaseModelHash = device.Model.Hash, WidthPixels = 100 };

        var refused = await bench.RunAsync(request);

        var failed = Assert.IsType<JobEvent.Failed>(refused[^1]);
        Assert.Equal(FailureCode.BadSettings, failed.Code);
        Assert.Contains("100", failed.Sentence, StringComparison.Ordinal);
        Assert.Equal(failed.Sentence, device.Problem(request));
    }

    [Fact]
    public async Task Problem_is_known_before_anything_is_drawn()
    {
        Assert.SkipUnless(Directory.Exists(Model), "The embedded model is not in data/models/toyworld.");
        await using var bench = new Bench(() => TorchDevice.Open(Model, new GenerationLimits { LongestEdge = 512, MaximumCount = 4 }));
        var device = await bench.OpenedAsync();
        var (sizes, layers) = (device.Model.Choices.Sizes, device.Model.Choices.TextLayers);
        var fine = bench.Picture(steps: 20) with { WidthPixels = sizes.Step * 3, HeightPixels = sizes.OwnHeight, StartBlob = "any", Strength = 0.05 };

        Assert.Null(device.Problem(fine));
        Assert.Contains("512", device.Problem(fine with { WidthPixels = 1024 }), StringComparison.Ordinal);
        Assert.Contains("1 to 4", device.Problem(fine with { Count = 5 }), StringComparison.Ordinal);
        Assert.Contains($"0 to {layers}", device.Problem(fine with { ClipSkip = layers + 1 }), StringComparison.Ordinal);
        Assert.Contains("none of 20 steps", device.Problem(fine with { Strength = 0.01 }), StringComparison.Ordinal);
        Assert.Contains("no scheduler 'heun'", device.Problem(fine with { Scheduler = "heun" }), StringComparison.Ordinal);
    }
}
