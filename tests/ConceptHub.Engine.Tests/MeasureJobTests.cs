namespace ConceptHub.Engine.Tests;

public sealed class MeasureJobTests
{
    [Fact]
    public async Task Concept_is_drawn_alone_and_merged_with_all_although_only_it_is_called()
    {
        await using var bench = new Bench();
        var request = Measure(bench);

        var happened = await bench.RunAsync(request);

        var made = Assert.IsType<JobEvent.ConceptMeasured>(happened[^1]);
        Assert.Equal(4, bench.Device.Drawn.Count);
        Assert.Equal([request.Concept.ConceptId, .. request.Companions.Select(other => other.ConceptId)], bench.Device.LastRecipe.Select(part => part.ConceptId));
        Assert.Equal(2, made.Pictures.Count);
        Assert.All(made.Pictures, pair => Assert.True(bench.Blobs[pair.Alone].Length > 0 && bench.Blobs[pair.Merged].Length > 0));
        var steps = happened.OfType<JobEvent.Progress>().ToList();
        Assert.Equal(steps.Select(it => it.Step).Order(), steps.Select(it => it.Step));
        Assert.All(steps, it => Assert.Equal(4, it.Of));
    }

    [Fact]
    public async Task What_is_kept_is_the_likeness_of_the_merged_as_a_share_of_that_of_the_others()
    {
        // The concept's own pictures are of shade 0, those drawn alone of 40, those drawn in company of 120.
        await using var bench = new Bench(new FakeDevice { Shade = files => (byte)(files.Recipe.Count == 1 ? 40 : 120) });
        var request = Measure(bench);

        var made = Assert.IsType<JobEvent.ConceptMeasured>((await bench.RunAsync(request))[^1]);

        Assert.Equal(Cosine(120) / Cosine(40), made.Kept!.Value, 1e-5); // float32 vectors
        Assert.Equal(["a beach", "a photo", "a picture", "a photo", "a picture"], bench.Device.LastCaptions);
    }

    [Fact]
    public async Task More_alike_in_company_than_alone_keeps_all_of_it()
    {
        await using var bench = new Bench(new FakeDevice { Shade = files => (byte)(files.Recipe.Count == 1 ? 120 : 40) });

        Assert.Equal(1, Assert.IsType<JobEvent.ConceptMeasured>((await bench.RunAsync(Measure(bench)))[^1]).Kept);
    }

    [Fact]
    public async Task Without_pictures_of_its_own_or_a_model_that_looks_there_is_no_figure_and_the_pictures_are_there()
    {
        await using var bench = new Bench();
        await using var blind = new Bench(new FakeDevice { Model = new FakeDevice().Model with { LikenessHash = null } });

        var lost = Assert.IsType<JobEvent.ConceptMeasured>((await bench.RunAsync(Measure(bench) with { Own = [new TrainPicture(new string('0', 64), "")] }))[^1]);
        var unseen = Assert.IsType<JobEvent.ConceptMeasured>((await blind.RunAsync(Measure(blind)))[^1]);

        Assert.Equal((null, 2, null, 2), (lost.Kept, lost.Pictures.Count, unseen.Kept, unseen.Pictures.Count));
    }

    [Fact]
    public async Task Somebody_elses_picture_goes_first()
    {
        using var reached = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => { reached.Release(); Thread.Sleep(30); } });
        var picture = bench.Picture(steps: 12);

        await bench.SubmitAsync(picture);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await bench.SubmitAsync(Measure(bench));
        var last = new List<JobEvent>();
        while (last.Count < 2)
            if (await bench.NextAsync() is { IsLast: true } ended) last.Add(ended);

        Assert.IsType<JobEvent.PictureMade>(last[0]);
        Assert.IsType<JobEvent.ConceptMeasured>(last[1]);
        Assert.All(bench.Device.Together, together => Assert.Equal(1, together));
    }

    private static double Cosine(byte shade) => FakeDevice.Look(0).Zip(FakeDevice.Look(shade), (x, y) => (double)x * y).Sum();

    private static MeasureRequest Measure(Bench bench) => new()
    {
        Ticket = new JobTicket(Guid.NewGuid(), 1),
        BaseModelHash = FakeDevice.Plan.BaseModelHash,
        Concept = new RecipeAdapter(Guid.NewGuid(), "Three", bench.PutAdapter(3, "three"), 1),
        Companions = [new RecipeAdapter(Guid.NewGuid(), "Seven", bench.PutAdapter(7, "seven"), 1), new RecipeAdapter(Guid.NewGuid(), "Nine", bench.PutAdapter(9, "nine"), 1)],
        Own = [new TrainPicture(bench.Blobs.Put(PictureFile.Png(FakeDevice.Grey(32, 32, 0))), "a beach")],
        Prompts = [new MeasurePrompt("a photo of <three> person", "a photo", 5), new MeasurePrompt("a picture of <three> person", "a picture", 6)],
        Steps = 2,
        Scheduler = "dpm++2m",
    };
}
