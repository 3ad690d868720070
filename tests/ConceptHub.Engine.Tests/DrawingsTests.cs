namespace ConceptHub.Engine.Tests;

public sealed class DrawingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_joins_after_one_step_and_who_is_done_leaves()
    {
        using var reached = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        HashSet<int> pauses = [2, 7];   // steps of the lengthy one alone: before the quick one is there, and after it left
        await using var bench = new Bench(new FakeDevice
        {
            BeforeStep = step =>
            {
                if (!pauses.Remove(step)) return;
                reached.Release();
                goOn.Wait(TimeSpan.FromSeconds(60));
            },
        });
        var (lengthy, quick) = (bench.Picture(steps: 12), bench.Picture(steps: 3));

        await bench.SubmitAsync(lengthy);
        await reached.WaitAsync(Token);
        await bench.SubmitAsync(quick);
        await bench.UntilSomethingWaitsAsync();   // the second waits at the door while the step lasts
        goOn.Release();
        await reached.WaitAsync(Token);
        var first = await bench.ToTheEndAsync();
        goOn.Release();
        await bench.ToTheEndAsync();

        Assert.Equal(quick.Ticket, Assert.IsType<JobEvent.PictureMade>(first[^1]).Ticket);
        Assert.Equal([1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1], bench.Device.Together);
    }

    [Theory]
    [InlineData("a dog", new[] { 2 })]
    [InlineData("too much together", new[] { 1, 1 })]
    public async Task Pictures_that_end_at_one_step_are_finished_together_or_each_alone(string prompt, int[] ended)
    {
        using var reached = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var isPaused = false;
        await using var bench = new Bench(new FakeDevice
        {
            BeforeStep = step =>
            {
                if (step != 2 || isPaused) return;
                isPaused = true;
                reached.Release();
                goOn.Wait(TimeSpan.FromSeconds(60));
            },
        });

        await bench.SubmitAsync(bench.Picture(steps: 5));
        await reached.WaitAsync(Token);
        await bench.SubmitAsync(bench.Picture(prompt, steps: 3));
        await bench.UntilSomethingWaitsAsync();
        goOn.Release();
        for (var i = 0; i < 2; i++) Assert.IsType<JobEvent.PictureMade>((await bench.ToTheEndAsync())[^1]);

        Assert.Equal(ended, bench.Device.Ended);
    }

    [Fact]
    public async Task One_that_stumbles_takes_no_other_along()
    {
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => Thread.Sleep(20) });
        var (good, bad, late) = (bench.Picture(steps: 8), bench.Picture("stumble", steps: 8), bench.Picture(steps: 4));

        foreach (var request in new[] { good, bad, late }) await bench.SubmitAsync(request);
        var ends = new List<JobEvent>();
        while (ends.Count < 3) ends.Add((await bench.ToTheEndAsync())[^1]);

        Assert.IsType<JobEvent.Failed>(Assert.Single(ends, it => it.Ticket == bad.Ticket));
        Assert.All(ends.Where(it => it.Ticket != bad.Ticket), it => Assert.IsType<JobEvent.PictureMade>(it));
    }

    [Fact]
    public async Task Cancel_of_one_leaves_the_others_alone()
    {
        using var reached = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = step => { if (step == 5) reached.Release(); Thread.Sleep(20); } });
        var (stays, goes) = (bench.Picture(steps: 30), bench.Picture(steps: 1000));

        await bench.SubmitAsync(stays);
        await bench.SubmitAsync(goes);
        await reached.WaitAsync(Token);
        await bench.CancelAsync(goes.Ticket);
        var ends = new[] { (await bench.ToTheEndAsync())[^1], (await bench.ToTheEndAsync())[^1] };

        Assert.IsType<JobEvent.Cancelled>(ends[0]);
        Assert.Equal(stays.Ticket, Assert.IsType<JobEvent.PictureMade>(ends[1]).Ticket);
    }

    [Fact]
    public async Task Sizes_that_differ_take_turns()
    {
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => Thread.Sleep(10) });
        var requests = new[] { 32, 64, 32, 64 }.Select(side => bench.Picture(steps: 40) with { WidthPixels = side }).ToList();

        foreach (var request in requests) await bench.SubmitAsync(request);
        for (var i = 0; i < requests.Count; i++) Assert.IsType<JobEvent.PictureMade>((await bench.ToTheEndAsync())[^1]);

        Assert.Equal(160, bench.Device.Together.Sum());
        Assert.True(bench.Device.Together.Count(count => count == 2) > 60, string.Join(' ', bench.Device.Together));
    }

    [Fact]
    public async Task Training_goes_on_while_pictures_never_end()
    {
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => Thread.Sleep(10) });
        await bench.SubmitAsync(bench.Picture(steps: 100_000));
        await bench.SubmitAsync(bench.Training(steps: 2));

        JobEvent happened;
        do happened = await bench.NextAsync();
        while (!happened.IsLast);

        Assert.IsType<JobEvent.AdapterMade>(happened);
    }
}
