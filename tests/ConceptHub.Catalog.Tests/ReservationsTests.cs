using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class ReservationsTests
{
    private static readonly InstalledModel Tiny = new("base", "tiny", Blocks: 4, Sites: 4, Digits: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parallel_reservers_get_different_numbers_without_holes()
    {
        await using var hub = await TestHub.StartAsync();
        var reservations = hub.Get<Reservations>();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Task.Run(() => reservations.ReserveAsync(TestHub.Model, $"job {i}", Reservations.Commons, Token))));

        Assert.Equal(Enumerable.Range(0, 100), results.Select(Number).Order());
    }

    [Fact]
    public async Task Parallel_askers_with_one_key_get_one_number()
    {
        await using var hub = await TestHub.StartAsync();
        var reservations = hub.Get<Reservations>();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => reservations.ReserveAsync(TestHub.Model, "the job", Reservations.Commons, Token))));

        Assert.Equal([0], results.Select(Number).Distinct());
    }

    [Fact]
    public async Task Namespaces_have_pools_of_their_own()
    {
        await using var hub = await TestHub.StartAsync();

        var ours = Number(await ReserveAsync(hub, TestHub.Model, "a", "ours"));
        var theirs = Number(await ReserveAsync(hub, TestHub.Model, "b", "theirs"));

        Assert.Equal((0, 16), (ours, theirs));
    }

    [Fact]
    public async Task Released_number_is_handed_out_again()
    {
        await using var hub = await TestHub.StartAsync();
        await ReserveAsync(hub, TestHub.Model, "a");
        await hub.Get<Reservations>().ReleaseAsync("a", Token);

        Assert.Equal(0, Number(await ReserveAsync(hub, TestHub.Model, "b")));
    }

    [Fact]
    public async Task Lapsed_number_is_handed_out_again()
    {
        await using var hub = await TestHub.StartAsync();
        await ReserveAsync(hub, TestHub.Model, "a");
        hub.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Equal(0, Number(await ReserveAsync(hub, TestHub.Model, "b")));
    }

    [Fact]
    public async Task Trained_number_is_never_handed_out_again()
    {
        await using var hub = await TestHub.StartAsync();
        await ReserveAsync(hub, TestHub.Model, "a");
        await using (var database = hub.Database()) Assert.True(await Slots.TrainedAsync(database, "a", 0, Token));
        await hub.Get<Reservations>().ReleaseAsync("a", Token);
        hub.Clock.Advance(TimeSpan.FromDays(1000));

        Assert.Equal(1, Number(await ReserveAsync(hub, TestHub.Model, "b")));
    }

    [Fact]
    public async Task Full_codebook_is_said_so()
    {
        await using var hub = await TestHub.StartAsync();
        for (var i = 0; i < 4; i++) Assert.Equal(i, Number(await ReserveAsync(hub, Tiny, $"job {i}")));

        Assert.Equal(new ReserveResult.Full(4), await ReserveAsync(hub, Tiny, "one more"));
    }

    [Fact]
    public async Task Another_block_plan_counts_from_the_start()
    {
        await using var hub = await TestHub.StartAsync();
        await ReserveAsync(hub, TestHub.Model, "a");

        Assert.Equal(0, Number(await ReserveAsync(hub, TestHub.Model with { PlanHash = "other" }, "a")));
    }

    [Fact]
    public async Task Number_of_a_failed_training_is_free_again()
    {
        await using var hub = await TestHub.StartAsync();
        var actor = await hub.JoinAsync("ann");
        await hub.StartTrainingAsync(actor, await hub.DraftAsync(actor, "rex"));
        var leased = await hub.LeaseAsync();

        await hub.Get<JobEndings>().FailAsync(leased.Lease, new JobFailure("device-lost", "The device was lost."), Token);

        await using var database = hub.Database();
        Assert.True(await database.Slots.AllAsync(s => s.State == SlotState.Free, Token));
    }

    [Fact]
    public async Task Waiting_training_whose_number_lapsed_gets_another()
    {
        await using var hub = await TestHub.StartAsync();
        var actor = await hub.JoinAsync("ann");
        var job = await hub.StartTrainingAsync(actor, await hub.DraftAsync(actor, "rex"));
        hub.Clock.Advance(TimeSpan.FromHours(25));
        await ReserveAsync(hub, TestHub.Model, "quicker");
        hub.Get<TrainingCheckpoints>().Save(job, [1]);

        var leased = await hub.LeaseAsync();

        Assert.Equal(1, Assert.IsType<TrainingOrder>(leased.Order).ConceptNumber);
        Assert.Null(hub.Get<TrainingCheckpoints>().Load(job)); // trained for rows that are another concept's now
    }

    private static Task<ReserveResult> ReserveAsync(TestHub hub, InstalledModel model, string key, string @namespace = Reservations.Commons) =>
        hub.Get<Reservations>().ReserveAsync(model, key, @namespace, Token);

    private static int Number(ReserveResult result) => Assert.IsType<ReserveResult.Reserved>(result).ConceptNumber;
}
