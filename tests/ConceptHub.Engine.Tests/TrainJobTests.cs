using ConceptHub.BlockLora;

namespace ConceptHub.Engine.Tests;

public sealed class TrainJobTests
{
    [Fact]
    public async Task Training_tells_loss_and_samples_and_stores_a_readable_adapter()
    {
        await using var bench = new Bench();
        bench.Device.BeforeStep = step => bench.UntilTold<JobEvent.Metric>(step - 1);

        var happened = await bench.RunAsync(bench.Training(steps: 20));

        Assert.Equal([5, 10, 15, 20], happened.OfType<JobEvent.Sample>().Select(s => s.Step));
        Assert.Equal(Enumerable.Range(1, 20), happened.OfType<JobEvent.Metric>().Select(it => it.Step));
        var made = Assert.IsType<JobEvent.AdapterMade>(happened[^1]);
        var adapter = ConceptAdapterFile.Read(new MemoryStream(bench.Blobs[made.Blob]), FakeDevice.Plan, Codebook.For(FakeDevice.Plan));
        Assert.Equal(35, adapter.ConceptNumber);
        Assert.NotNull(made.FinalLoss);
        Assert.Equal(0, bench.Checkpoints.Count);
    }

    [Fact]
    public async Task Picture_is_drawn_between_two_steps_of_a_training()
    {
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => Thread.Sleep(5) });
        var (training, picture) = (bench.Training(steps: 200), bench.Picture(steps: 2));
        await bench.SubmitAsync(training);
        while (await bench.NextAsync() is not JobEvent.Metric) { }

        await bench.SubmitAsync(picture);
        var first = (await bench.ToTheEndAsync())[^1];
        var second = (await bench.ToTheEndAsync())[^1];

        Assert.Equal(picture.Ticket, Assert.IsType<JobEvent.PictureMade>(first).Ticket);
        Assert.Equal(training.Ticket, Assert.IsType<JobEvent.AdapterMade>(second).Ticket);
    }

    [Fact]
    public async Task Pictures_reach_the_trainer_at_the_models_size()
    {
        await using var bench = new Bench();

        await bench.RunAsync(bench.Training(steps: 1));

        var picture = Assert.Single(bench.Device.LastPictures);
        Assert.Equal((32, 32), (picture.Image.Width, picture.Image.Height));
        Assert.All(picture.Image.Pixels, value => Assert.Equal(90, value));
    }

    [Fact]
    public async Task Words_of_other_concepts_reach_the_trainer_and_those_that_are_gone_are_passed_over()
    {
        await using var bench = new Bench();
        var words = new ContextWords(3, 2, 8, [.. Enumerable.Range(0, 48).Select(i => (float)i)]);
        var known = bench.PutAdapter(FakeDevice.Adapter(7) with { ContextWords = words });
        var silent = bench.PutAdapter(8);

        var happened = await bench.RunAsync(bench.Training(steps: 1) with { Strangers = [new string('0', 64), known, bench.Blobs.Put([1, 2, 3]), silent] });

        Assert.IsType<JobEvent.AdapterMade>(happened[^1]);
        Assert.Equal(words.Values, Assert.Single(bench.Device.LastStrangers).Values);
    }

    [Fact]
    public async Task Restarted_worker_goes_on_from_the_checkpoint()
    {
        var states = new MemoryCheckpoints();
        using var reached = new SemaphoreSlim(0);
        var first = new Bench(new FakeDevice { BeforeStep = step => { if (step == 7) { reached.Release(); Thread.Sleep(200); } } }, checkpoints: states);
        var request = first.Training(steps: 12);
        await first.SubmitAsync(request);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();

        await using var second = new Bench(checkpoints: states);
        second.Training();
        var happened = await second.RunAsync(request with { Ticket = request.Ticket with { Attempt = 2 } });

        Assert.Equal(7, second.Device.FirstStep);
        Assert.IsType<JobEvent.AdapterMade>(happened[^1]);
    }

    [Fact]
    public async Task Checkpoint_of_another_number_is_not_taken_up()
    {
        var states = new MemoryCheckpoints();
        await using var bench = new Bench(checkpoints: states);
        var request = bench.Training(number: 35);
        new JobCheckpoint(states, request).Save([6]);

        await bench.RunAsync(request with { ConceptNumber = 36 });

        Assert.Equal(1, bench.Device.FirstStep);
    }

    [Fact]
    public async Task Loss_that_is_no_number_ends_the_training()
    {
        await using var bench = new Bench(new FakeDevice { Loss = double.NaN });

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(bench.Training()))[^1]);

        Assert.Equal(FailureCode.Diverged, failed.Code);
    }

    [Fact]
    public async Task Cancelled_training_says_so()
    {
        using var reached = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = step => { if (step == 2) reached.Release(); Thread.Sleep(10); } });
        var request = bench.Training(steps: 1000);

        await bench.SubmitAsync(request);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await bench.CancelAsync(request.Ticket);

        Assert.IsType<JobEvent.Cancelled>((await bench.ToTheEndAsync())[^1]);
    }
}
