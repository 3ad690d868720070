using ConceptHub.Catalog;
using ConceptHub.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

public sealed class BridgeTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Generation_reaches_the_page_step_by_step_and_ends_as_a_picture()
    {
        var ana = await _hub.SignedUpAsync("ana");

        var seen = await _hub.WatchAsync(ana, await _hub.DrawAsync(ana, steps: 12));

        Assert.True(seen.Where(view => view.Preview is not null).Select(view => view.Preview!.Address).Distinct().Count() >= 2);
        Assert.Contains(seen, view => view.Summary is { State: JobState.Running, Progress.Step: > 0 });
        var last = seen[^1];
        Assert.Equal(JobState.Succeeded, last.Summary.State);
        var pictures = await _hub.Services.GetRequiredService<Pictures>().MineAsync(ana, 1, Token);
        Assert.Equal(Assert.Single(last.Pictures).Blob, Assert.Single(pictures.Items).Blob);
    }

    [Fact]
    public async Task Pictures_of_two_members_are_drawn_at_once()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var slow = await _hub.DrawAsync(ana, steps: 100);
        await WaitForStateAsync(ana, slow, JobState.Running);

        var quick = await _hub.DrawAsync(ben, steps: 3);
        var seen = await _hub.WatchAsync(ben, quick);

        Assert.Equal(JobState.Succeeded, seen[^1].Summary.State);
        Assert.Equal(JobState.Running, (await _hub.Jobs.FindAsync(ana, slow, Token))!.Summary.State);
    }

    private async Task WaitForStateAsync(Actor actor, Guid job, JobState state)
    {
        while ((await _hub.Jobs.FindAsync(actor, job, Token))!.Summary.State != state) await Task.Delay(20, Token);
    }

    [Fact]
    public async Task Several_pictures_of_one_job_are_kept_each_with_its_own_seed()
    {
        var ana = await _hub.SignedUpAsync("ana");

        var last = (await _hub.WatchAsync(ana, await _hub.DrawAsync(ana, steps: 2, count: 3)))[^1];

        var pictures = (await _hub.Services.GetRequiredService<Pictures>().MineAsync(ana, 1, Token)).Items;
        Assert.Equal(last.Pictures.Select(made => (made.PictureId, made.Blob)), pictures.Select(picture => (picture.Id, picture.Blob)));
        Assert.Equal([40, 41, 42], pictures.Select(picture => picture.Settings.Seed));
    }

    [Fact]
    public async Task Setting_that_the_device_cannot_take_is_refused_before_it_is_queued()
    {
        var ana = await _hub.SignedUpAsync("ana");
        _hub.Device.Refusal = "Width and height must be multiples of 8.";

        var result = await _hub.OrderAsync(ana, new PictureSettings { Prompt = "a house", Width = 100 });

        Assert.Equal([_hub.Device.Refusal], Assert.IsType<SubmitResult.Refused>(result).Problems);
        Assert.Empty(await _hub.Jobs.MineAsync(ana, Token));
    }

    [Fact]
    public async Task Start_picture_goes_from_the_upload_to_the_device_and_to_nobody_else()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var uploads = _hub.Services.GetRequiredService<StartUploads>();
        var kept = Assert.IsType<StartUploadResult.Kept>(await uploads.AddAsync(ana, new UploadedFile("sea.png", new MemoryStream(SeedFolders.Png(0x2244cc))), Token));
        var settings = new PictureSettings { Prompt = "a house", Steps = 2, Start = new StartPicture(kept.Blob, 0.5) };

        var queued = Assert.IsType<SubmitResult.Queued>(await _hub.OrderAsync(ana, settings));
        var last = (await _hub.WatchAsync(ana, queued.JobId))[^1];

        Assert.Equal(JobState.Succeeded, last.Summary.State);
        Assert.Equal((64, 0.5), (_hub.Device.StartSide, _hub.Device.StartStrength));
        Assert.Contains("not there any more", Assert.Single(Assert.IsType<SubmitResult.Refused>(await _hub.OrderAsync(ben, settings)).Problems));
    }

    [Fact]
    public async Task Page_that_comes_late_is_told_the_end_at_once()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var job = await _hub.DrawAsync(ana);
        await _hub.WatchAsync(ana, job);

        var late = await _hub.WatchAsync(ana, job);

        Assert.Equal(JobState.Succeeded, Assert.Single(late).Summary.State);
    }

    [Fact]
    public async Task Strangers_neither_watch_nor_cancel()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var job = await _hub.DrawAsync(ana, steps: 20);

        Assert.Null(await _hub.Feed.WatchAsync(ben, job, _ => Task.CompletedTask, Token));
        Assert.IsType<CancelResult.NotFound>(await _hub.Control.CancelAsync(ben, job, Token));

        Assert.Equal(JobState.Succeeded, (await _hub.WatchAsync(ana, job))[^1].Summary.State);
    }

    [Fact]
    public async Task Cancel_stops_the_device_and_leaves_no_picture()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var job = await _hub.DrawAsync(ana, steps: 100);
        while (_hub.Device.LastStep < 3) await Task.Delay(20, Token);

        await _hub.Control.CancelAsync(ana, job, Token);
        await Task.Delay(500, Token);
        var stopped = _hub.Device.LastStep;
        await Task.Delay(500, Token);

        Assert.Equal(stopped, _hub.Device.LastStep);
        Assert.Equal(JobState.Cancelled, (await _hub.Jobs.FindAsync(ana, job, Token))!.Summary.State);
        Assert.Empty((await _hub.Services.GetRequiredService<Pictures>().MineAsync(ana, 1, Token)).Items);
    }

    [Fact]
    public async Task Job_after_a_cancelled_one_is_done()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var first = await _hub.DrawAsync(ana, steps: 100);
        var second = await _hub.DrawAsync(ana, steps: 2);

        await _hub.Control.CancelAsync(ana, first, Token);

        Assert.Equal(JobState.Succeeded, (await _hub.WatchAsync(ana, second))[^1].Summary.State);
    }

    [Fact]
    public async Task Device_fault_fails_the_job_with_a_sentence_for_the_member()
    {
        var ana = await _hub.SignedUpAsync("ana");
        _hub.Device.Fault = new InvalidOperationException("tensor 7 is on fire");

        var last = (await _hub.WatchAsync(ana, await _hub.DrawAsync(ana)))[^1];

        Assert.Equal(FailureCode.DeviceFault, last.Summary.Failure?.Code);
        Assert.DoesNotContain("tensor", last.Summary.Failure?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_jobs_know_their_place()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        await _hub.DrawAsync(ana, steps: 25);
        while (_hub.Device.LastStep < 1) await Task.Delay(20, Token);

        var seen = await _hub.WatchAsync(ben, await _hub.DrawAsync(ben, steps: 2));

        Assert.Equal(0, seen[0].Position?.Ahead);   // what is drawn now does not wait
        Assert.Equal(JobState.Succeeded, seen[^1].Summary.State);
    }

    [Fact]
    public async Task Training_records_curve_and_samples_and_leaves_the_draft_to_be_published()
    {
        var ana = await _hub.SignedUpAsync("ana");
        _hub.Device.StepMilliseconds = 5;
        var drafts = _hub.Services.GetRequiredService<TrainDrafts>();
        var draft = await drafts.StartAsync(ana, Token);
        var files = Enumerable.Range(1, 3).Select(i => new UploadedFile($"{i}.png", new MemoryStream(SeedFolders.Png((uint)i * 99)))).ToArray();
        await drafts.AddPicturesAsync(ana, draft, files, Token);
        await drafts.DescribeAsync(ana, draft, new DraftDescription { TriggerWord = "neva", ClassWord = "person", Choices = new TrainingChoices { Steps = 50, SampleEvery = 25 } }, Token);

        var queued = Assert.IsType<SubmitResult.Queued>(await _hub.Control.TrainAsync(ana, await _hub.ModelAsync(), draft, Token));
        var last = (await _hub.WatchAsync(ana, queued.JobId))[^1];

        Assert.Equal(JobState.Succeeded, last.Summary.State);
        Assert.Equal([25, 50], last.Details.Samples.Select(sample => sample.Step));
        Assert.True(last.Details.Metrics.Count >= 2);
        Assert.Equal(DraftState.Trained, (await drafts.FindAsync(ana, draft, Token))!.State);
        var published = await _hub.Services.GetRequiredService<Publishing>().PublishAsync(ana, draft, new PublishRequest { Name = "Neva", Depicts = new Depiction(DepictedPerson.Invented) }, Token);
        Assert.IsType<PublishResult.Published>(published);
    }
}
