using ConceptHub.BlockLora;

namespace ConceptHub.Engine.Tests;

public sealed class SettleJobTests
{
    [Fact]
    public async Task Settling_tells_how_far_it_is_and_stores_one_adapter_for_each_concept()
    {
        await using var bench = new Bench();
        bench.Device.BeforeStep = pass => bench.UntilTold<JobEvent.Progress>(pass - 1, it => it.Phase == JobPhase.Settling);
        var request = Settle(bench, 3, 7);

        var happened = await bench.RunAsync(request);

        var made = Assert.IsType<JobEvent.RecipeSettled>(happened[^1]);
        Assert.Equal(new SettledCrosstalk(0.4, 0.1), made.Crosstalk);
        Assert.Equal(request.Recipe.Select(part => part.ConceptId), made.Adapters.Select(adapter => adapter.ConceptId));
        var files = made.Adapters.Select(adapter => ConceptAdapterFile.Read(new MemoryStream(bench.Blobs[adapter.Blob]), FakeDevice.Plan, Codebook.For(FakeDevice.Plan))).ToList();
        Assert.Equal([3, 7], files.Select(file => file.ConceptNumber));
        Assert.All(files, file => Assert.Equal("yes", file.Training["settled"]));
        var steps = happened.OfType<JobEvent.Progress>().Where(it => it.Phase == JobPhase.Settling).Select(it => it.Step).ToList();
        Assert.Equal(steps.Order(), steps);
        Assert.True(steps.Distinct().Count() >= 3, string.Join(' ', steps));
    }

    [Fact]
    public async Task Picture_is_drawn_in_between()
    {
        using var reached = new SemaphoreSlim(0);
        await using var bench = new Bench(new FakeDevice { BeforeStep = _ => { reached.Release(); Thread.Sleep(100); } });
        var (settle, picture) = (Settle(bench, 3, 7), bench.Picture(steps: 1));

        await bench.SubmitAsync(settle);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await bench.SubmitAsync(picture);
        var last = new List<JobEvent>();
        while (last.Count < 2)
            if (await bench.NextAsync() is { IsLast: true } ended) last.Add(ended);

        Assert.IsType<JobEvent.PictureMade>(last[0]);
        Assert.IsType<JobEvent.RecipeSettled>(last[1]);
    }

    [Fact]
    public async Task Concept_that_is_gone_is_told_by_name()
    {
        await using var bench = new Bench();
        var request = Settle(bench, 3, 7);

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(request with { Recipe = [request.Recipe[0], new RecipeAdapter(Guid.NewGuid(), "Otto", new string('0', 64), 1)] }))[^1]);

        Assert.Equal((FailureCode.MissingFile, "The concept \"Otto\" was deleted meanwhile. Take it out of the recipe."), (failed.Code, failed.Sentence));
    }

    private static SettleRequest Settle(Bench bench, params int[] numbers) => new()
    {
        Ticket = new JobTicket(Guid.NewGuid(), 1),
        BaseModelHash = FakeDevice.Plan.BaseModelHash,
        Recipe = [.. numbers.Select(number => new RecipeAdapter(Guid.NewGuid(), $"Concept {number}", bench.PutAdapter(number, $"word{number}"), 1))],
    };
}
