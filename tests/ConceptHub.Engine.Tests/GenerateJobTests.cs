namespace ConceptHub.Engine.Tests;

public sealed class GenerateJobTests
{
    [Fact]
    public async Task Generation_tells_progress_previews_and_a_stored_picture()
    {
        await using var bench = new Bench();
        bench.Device.BeforeStep = step => bench.UntilTold<JobEvent.Preview>(step - 1);

        var happened = await bench.RunAsync(bench.Picture(steps: 8));

        Assert.IsType<JobEvent.Accepted>(happened[0]);
        var steps = happened.OfType<JobEvent.Progress>().Select(p => p.Step).ToArray();
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(7, happened.OfType<JobEvent.Preview>().Select(p => Convert.ToHexString(p.Frame)).Distinct().Count());   // the eighth is the picture
        var made = Assert.IsType<JobEvent.PictureMade>(happened[^1]);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], bench.Blobs[made.Blob][..4]);
        Assert.Equal("device", bench.Device.ThreadName);
    }

    [Fact]
    public async Task Quick_steps_are_coalesced_and_previews_decoded_only_when_shown()
    {
        var slow = new WorkerOptions { ProgressInterval = TimeSpan.FromMilliseconds(200), PreviewInterval = TimeSpan.FromSeconds(30) };
        await using var bench = new Bench(options: slow);

        var happened = await bench.RunAsync(bench.Picture(steps: 100));

        Assert.True(happened.OfType<JobEvent.Progress>().Count() <= 4);
        Assert.Equal(1, bench.Device.Previews);
    }

    [Fact]
    public async Task Cancel_takes_effect_within_one_step()
    {
        using var reached = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var last = 0;
        await using var bench = new Bench(new FakeDevice
        {
            BeforeStep = step =>
            {
                last = step;
                if (step != 3) return;
                reached.Release();
                goOn.Wait(TimeSpan.FromSeconds(10));
            },
        });
        var request = bench.Picture(steps: 50);

        await bench.SubmitAsync(request);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await bench.CancelAsync(request.Ticket);
        await Task.Delay(100, TestContext.Current.CancellationToken); // the cancel travels while step 3 lasts
        goOn.Release();

        Assert.IsType<JobEvent.Cancelled>((await bench.ToTheEndAsync())[^1]);
        Assert.Equal(3, last);
    }

    [Fact]
    public async Task Cancel_that_comes_before_the_job_is_honoured()
    {
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => Thread.Sleep(10) });
        var (running, later) = (bench.Picture(steps: 1000), bench.Picture());
        await bench.SubmitAsync(running);
        await bench.CancelAsync(later.Ticket);
        await bench.CancelAsync(running.Ticket);   // cancels are heard in their order: once this one took effect, so did the other
        Assert.IsType<JobEvent.Cancelled>((await bench.ToTheEndAsync())[^1]);

        var happened = await bench.RunAsync(later);

        Assert.IsType<JobEvent.Cancelled>(happened[^1]);
        Assert.DoesNotContain(happened, it => it is JobEvent.Progress);
    }

    [Fact]
    public async Task Cancel_of_a_waiting_job_leaves_the_running_one_alone()
    {
        using var goOn = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = step => _ = step == 1 && goOn.Wait(TimeSpan.FromSeconds(10)) });
        var (first, second) = (bench.Picture(steps: 2), bench.Picture());

        await bench.SubmitAsync(first);
        await bench.SubmitAsync(second);
        await bench.CancelAsync(second.Ticket);
        goOn.Release();
        goOn.Release();

        // The waiting job may be told cancelled while the first still runs: their ends come in any order.
        List<JobEvent> happened = [.. await bench.ToTheEndAsync(), .. await bench.ToTheEndAsync()];
        Assert.IsType<JobEvent.PictureMade>(happened.Last(it => it.Ticket == first.Ticket));
        Assert.IsType<JobEvent.Cancelled>(happened.Last(it => it.Ticket == second.Ticket));
    }

    [Fact]
    public async Task Jobs_run_one_after_another_in_the_order_given()
    {
        await using var bench = new Bench();
        await bench.OpenedAsync();   // jobs that wait for the device itself go on in any order
        var requests = Enumerable.Range(0, 3).Select(_ => bench.Picture(steps: 2)).ToArray();

        foreach (var request in requests) await bench.SubmitAsync(request);
        for (var i = 0; i < 3; i++) await bench.ToTheEndAsync();

        Assert.Equal(requests.Select(r => r.Ticket), bench.Device.Drawn);   // their ends are told by three tasks, in any order
    }

    [Fact]
    public async Task Recipe_is_read_once_and_merged_with_its_strengths()
    {
        await using var bench = new Bench();
        var blob = bench.PutAdapter(35);
        var recipe = new[] { new RecipeAdapter(Guid.NewGuid(), "Alice", blob, 0.75f) };

        await bench.RunAsync(bench.Picture("a photo of <alice> person") with { Recipe = recipe });
        await bench.RunAsync(bench.Picture("a photo of <alice> person") with { Recipe = recipe });

        Assert.Equal(0.75f, Assert.Single(bench.Device.LastRecipe).Strength);
        Assert.Equal(1, bench.Blobs.Reads);
    }

    [Fact]
    public async Task Concepts_that_the_prompt_does_not_call_are_left_out()
    {
        await using var bench = new Bench();
        RecipeAdapter[] recipe = [new(Guid.NewGuid(), "Alice", bench.PutAdapter(35), 1), new(Guid.NewGuid(), "Bob", bench.PutAdapter(36, "bob"), 1)];

        await bench.RunAsync(bench.Picture("a photo of <Bob> person") with { Recipe = recipe });
        var called = bench.Device.LastRecipe.ToList();
        await bench.RunAsync(bench.Picture("a photo of a person") with { Recipe = recipe, NegativePrompt = "<alice>" });
        var avoided = bench.Device.LastRecipe.ToList();
        await bench.RunAsync(bench.Picture("a photo of a person") with { Recipe = recipe });

        Assert.Equal(["bob"], called.Select(part => part.Adapter.TriggerWord));
        Assert.Equal(["alice"], avoided.Select(part => part.Adapter.TriggerWord));
        Assert.Empty(bench.Device.LastRecipe);
    }

    [Fact]
    public async Task Several_pictures_are_stored_in_the_order_of_their_seeds()
    {
        await using var bench = new Bench();

        var happened = await bench.RunAsync(bench.Picture() with { Count = 3 });

        var made = Assert.IsType<JobEvent.PictureMade>(happened[^1]);
        string[] blobs = [made.Blob, .. made.FurtherBlobs];
        Assert.Equal([200, 201, 202], blobs.Select(blob => PictureFile.Cover(bench.Blobs[blob], 1, 1).Pixels[0]));
    }

    [Fact]
    public async Task Start_picture_reaches_the_device()
    {
        await using var bench = new Bench();
        var start = PictureFile.Png(FakeDevice.Grey(32, 32, 90));

        await bench.RunAsync(bench.Picture() with { StartBlob = bench.Blobs.Put(start) });

        Assert.Equal(start, bench.Device.LastStart);
    }

    [Fact]
    public async Task Lost_start_picture_is_told_with_what_to_do()
    {
        await using var bench = new Bench();

        var happened = await bench.RunAsync(bench.Picture() with { StartBlob = new string('0', 64) });

        var failed = Assert.IsType<JobEvent.Failed>(happened[^1]);
        Assert.Equal(FailureCode.MissingFile, failed.Code);
        Assert.Contains("start picture", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_words_are_told_beside_the_picture()
    {
        await using var bench = new Bench();

        var happened = await bench.RunAsync(bench.Picture("a xylophone in a house"));

        Assert.Equal(["xylophone"], Assert.IsType<JobEvent.PictureMade>(happened[^1]).UnknownWords);
    }
}
