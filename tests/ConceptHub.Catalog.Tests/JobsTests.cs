namespace ConceptHub.Catalog.Tests;

public sealed class JobsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_take_turns()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        for (var i = 0; i < 3; i++) await SubmitAsync(hub, ann);
        for (var i = 0; i < 2; i++) await SubmitAsync(hub, ben);

        var owners = new List<Guid>();
        for (var i = 0; i < 5; i++) owners.Add((await NextAsync(hub)).Owner);

        Assert.Equal([ann.Id, ben.Id, ann.Id, ben.Id, ann.Id], owners);
    }

    [Fact]
    public async Task Whoever_was_served_lately_waits_for_the_newcomer()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await SubmitAsync(hub, ann);
        await NextAsync(hub);
        await SubmitAsync(hub, ann);
        await SubmitAsync(hub, ben);

        Assert.Equal(ben.Id, (await NextAsync(hub)).Owner);
    }

    [Fact]
    public async Task Parallel_workers_never_get_the_same_job()
    {
        await using var hub = await TestHub.StartAsync(new JobLimits { GenerationsPerMember = 100 });
        var ann = await hub.JoinAsync("ann");
        for (var i = 0; i < 30; i++) await SubmitAsync(hub, ann);

        var leased = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => hub.Get<JobLeases>().NextAsync($"worker {i}", Token))));

        Assert.Equal(30, leased.OfType<LeasedJob>().Select(job => job.Lease.JobId).Distinct().Count());
        Assert.Equal(10, leased.Count(job => job is null));
    }

    [Fact]
    public async Task Too_many_waiting_jobs_are_refused()
    {
        await using var hub = await TestHub.StartAsync(new JobLimits { GenerationsPerMember = 1 });
        var ann = await hub.JoinAsync("ann");
        await SubmitAsync(hub, ann);

        Assert.Equal(new SubmitResult.TooManyWaiting(1), await hub.ComposeAsync(ann));
    }

    [Fact]
    public async Task Finish_after_cancel_keeps_cancelled()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var job = await SubmitAsync(hub, ann);
        var leased = await NextAsync(hub);

        Assert.Equal(new CancelResult.Cancelled(1), await hub.Get<Jobs>().RequestCancelAsync(ann, job, Token));
        var outcome = await FinishAsync(hub, leased.Lease);

        Assert.Equal(new FinishResult.LeaseLost(JobState.Cancelled), outcome);
        Assert.Equal(JobState.Cancelled, await StateAsync(hub, ann, job));
        Assert.Equal(0, (await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Total);
    }

    [Fact]
    public async Task Cancel_by_somebody_else_finds_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var job = await SubmitAsync(hub, ann);

        Assert.IsType<CancelResult.NotFound>(await hub.Get<Jobs>().RequestCancelAsync(ben, job, Token));
        Assert.Null(await hub.Get<Jobs>().FindAsync(ben, job, Token));
    }

    [Fact]
    public async Task Finishing_twice_makes_one_picture()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await SubmitAsync(hub, ann);
        var leased = await NextAsync(hub);

        var first = await FinishAsync(hub, leased.Lease);
        var second = await FinishAsync(hub, leased.Lease);

        Assert.Equal(new FinishResult.Finished(JobState.Succeeded), first);
        Assert.Equal(first, second);
        Assert.Equal(1, (await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Total);
    }

    [Fact]
    public async Task Pictures_of_one_job_are_kept_in_the_order_of_their_seeds()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var composition = TestHub.Composition() with { Settings = new PictureSettings { Prompt = "a dog", Seed = 7 }, Count = 3 };
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Composer>().SubmitAsync(ann, TestHub.Model, composition, Token));
        var lease = (await NextAsync(hub)).Lease;

        for (var said = 0; said < 2; said++) await hub.Get<JobEndings>().FinishGenerationAsync(lease, ["one", "two", "three"], Token);

        var pictures = (await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items;
        Assert.Equal([(7, "one"), (8, "two"), (9, "three")], pictures.Select(picture => (picture.Settings.Seed, picture.Blob)));
        var made = Assert.IsType<PictureMade>((await hub.Get<Jobs>().FindAsync(ann, lease.JobId, Token))!.Outcome);
        Assert.Equal(pictures.Select(picture => new MadePicture(picture.Id, picture.Blob)), made.All);
    }

    [Fact]
    public async Task Pictures_of_a_varied_seed_say_which_variation_they_are()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var composition = TestHub.Composition() with { Settings = new PictureSettings { Prompt = "a dog", Seed = 7, Variation = new PictureVariation(20, 0.3) }, Count = 2 };
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Composer>().SubmitAsync(ann, TestHub.Model, composition, Token));

        await hub.Get<JobEndings>().FinishGenerationAsync((await NextAsync(hub)).Lease, ["one", "two"], Token);

        var settings = (await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items.Select(picture => picture.Settings);
        Assert.Equal([(7, new PictureVariation(20, 0.3)), (7, new PictureVariation(21, 0.3))], settings.Select(it => (it.Seed, it.Variation!)));
    }

    [Fact]
    public async Task Late_worker_loses_to_the_next_attempt()
    {
        await using var hub = await TestHub.StartAsync();
        await SubmitAsync(hub, await hub.JoinAsync("ann"));
        var late = await NextAsync(hub);
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await hub.Get<JobEndings>().RequeueExpiredAsync(Token));
        var next = await NextAsync(hub);

        Assert.IsType<FinishResult.LeaseLost>(await FinishAsync(hub, late.Lease));
        Assert.IsType<LeaseResult.Lost>(await hub.Get<JobLeases>().ReportProgressAsync(late.Lease, new JobProgress(1, 2, "", null), Token));
        Assert.IsType<FinishResult.Finished>(await FinishAsync(hub, next.Lease));
    }

    [Fact]
    public async Task Renewed_job_is_not_taken_away()
    {
        await using var hub = await TestHub.StartAsync();
        await SubmitAsync(hub, await hub.JoinAsync("ann"));
        var leased = await NextAsync(hub);
        hub.Clock.Advance(TimeSpan.FromSeconds(50));
        await hub.Get<JobLeases>().RenewAsync(leased.Lease, Token);
        hub.Clock.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(0, await hub.Get<JobEndings>().RequeueExpiredAsync(Token));
    }

    [Fact]
    public async Task Job_that_always_stops_the_server_fails_in_the_end()
    {
        await using var hub = await TestHub.StartAsync(new JobLimits { Attempts = 2 });
        var ann = await hub.JoinAsync("ann");
        var job = await SubmitAsync(hub, ann);

        await NextAsync(hub);
        Assert.Equal(1, await hub.Get<HubSetup>().RecoverAsync(Token));
        await NextAsync(hub);
        Assert.Equal(0, await hub.Get<HubSetup>().RecoverAsync(Token));

        var details = await hub.Get<Jobs>().FindAsync(ann, job, Token);
        Assert.Equal("interrupted", details?.Summary.Failure?.Code);
    }

    [Fact]
    public async Task Reloaded_page_sees_all_that_happened()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var job = await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "rex"));
        var leased = await NextAsync(hub);
        var leases = hub.Get<JobLeases>();
        await leases.ReportProgressAsync(leased.Lease, new JobProgress(20, 400, "training", TimeSpan.FromSeconds(90)), Token);
        await leases.AddMetricAsync(leased.Lease, new JobMetricPoint(10, .5, .1), Token);
        await leases.AddMetricAsync(leased.Lease, new JobMetricPoint(20, .4, null), Token);
        await leases.AddMetricAsync(leased.Lease, new JobMetricPoint(20, .3, .2), Token); // said again after a resume
        await leases.AddSampleAsync(leased.Lease, new JobSamplePicture(20, "blob"), Token);

        var details = await hub.Get<Jobs>().FindAsync(ann, job, Token);

        Assert.Equal([new JobMetricPoint(10, .5, .1), new JobMetricPoint(20, .3, .2)], details!.Metrics);
        Assert.Equal([new JobSamplePicture(20, "blob")], details.Samples);
        Assert.Equal(new JobProgress(20, 400, "training", TimeSpan.FromSeconds(90)), details.Summary.Progress);
        Assert.Equal("<rex> dog", details.Summary.Title);
    }

    [Fact]
    public async Task Position_counts_whom_the_fair_order_puts_before()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await SubmitAsync(hub, ann);
        var measured = await NextAsync(hub);
        hub.Clock.Advance(TimeSpan.FromSeconds(10));
        await FinishAsync(hub, measured.Lease);
        await SubmitAsync(hub, ann);
        var second = await SubmitAsync(hub, ann);
        await SubmitAsync(hub, ben);

        var position = await hub.Get<Jobs>().PositionAsync(second, Token);

        Assert.Equal(new JobPosition(2, hub.Clock.GetUtcNow().AddSeconds(20)), position);
    }

    [Fact]
    public async Task Start_is_when_the_first_of_those_that_run_together_ends()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, eve) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("eve"));
        await SubmitAsync(hub, ann);
        var measured = await NextAsync(hub);
        hub.Clock.Advance(TimeSpan.FromSeconds(10));
        await FinishAsync(hub, measured.Lease);
        foreach (var member in new[] { ann, ben })
        {
            await SubmitAsync(hub, member);
            await NextAsync(hub);
            hub.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        var next = await SubmitAsync(hub, eve);
        var last = await SubmitAsync(hub, eve);

        // One has run for 6 seconds, the other for 3.
        Assert.Equal((0, 4), await ToldAsync(next));
        Assert.Equal((1, 7), await ToldAsync(last));

        async Task<(int Ahead, double Seconds)> ToldAsync(Guid job)
        {
            var position = (await hub.Get<Jobs>().PositionAsync(job, Token))!;
            return (position.Ahead, Math.Round((position.ExpectedStart!.Value - hub.Clock.GetUtcNow()).TotalSeconds, 1));
        }
    }

    [Fact]
    public async Task Picture_does_not_count_trainings_before_it()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "mira"));
        await NextAsync(hub);

        var picture = await SubmitAsync(hub, ann);

        Assert.Equal(0, (await hub.Get<Jobs>().PositionAsync(picture, Token))!.Ahead);
        Assert.Equal(picture, (await hub.Get<JobLeases>().NextAsync("worker", [JobKind.Generate], Token))?.Lease.JobId);
    }

    private static async Task<Guid> SubmitAsync(TestHub hub, Actor actor)
    {
        hub.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(actor)).JobId;
    }

    private static Task<LeasedJob> NextAsync(TestHub hub)
    {
        hub.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return hub.LeaseAsync();
    }

    private static async Task<FinishResult> FinishAsync(TestHub hub, JobLease lease)
    {
        var blob = await hub.Get<FileBlobStore>().PutAsync(TestHub.Png(64, 64, 9), Token);
        return await hub.Get<JobEndings>().FinishGenerationAsync(lease, [blob], Token);
    }

    private static async Task<JobState> StateAsync(TestHub hub, Actor actor, Guid job) => (await hub.Get<Jobs>().FindAsync(actor, job, Token))!.Summary.State;
}
