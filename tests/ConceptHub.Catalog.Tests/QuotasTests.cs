using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class QuotasTests
{
    private static readonly PictureSettings Settings = new() { Prompt = "a dog", Width = 64, Height = 64 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_count_once_where_they_are_and_only_for_their_owner()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var draft = await hub.DraftAsync(ann, "rex");
        var drawn = await hub.DrawAsync(ann, Settings, PictureVisibility.Private);
        var start = Assert.IsType<StartUploadResult.Kept>(await hub.Get<StartUploads>().AddAsync(ann, new UploadedFile("start.png", new MemoryStream(TestHub.Png(96, 80, 77))), Token));
        Assert.IsType<StartUploadResult.Kept>(await hub.Get<StartUploads>().AddAsync(ann, new UploadedFile("again.png", new MemoryStream(TestHub.Png(96, 80, 40))), Token)); // as in the draft

        var use = await UseAsync(hub, ann);

        var blobs = hub.Get<FileBlobStore>();
        Assert.Equal(blobs.LengthOf(drawn.Blob), use.Bytes[StorageKind.Pictures]);
        Assert.Equal((await hub.DraftInfoAsync(ann, draft)).Pictures.Sum(picture => blobs.LengthOf(picture.Blob)), use.Bytes[StorageKind.Drafts]);
        Assert.Equal(blobs.LengthOf(start.Blob), use.Bytes[StorageKind.StartPictures]);
        Assert.Equal(0, (await UseAsync(hub, ben)).Used);
    }

    [Fact]
    public async Task What_was_deleted_or_published_counts_no_longer_as_a_draft()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await hub.PublishAsync(ann, "rex", "Rex");
        var published = await UseAsync(hub, ann);
        var draft = await hub.DraftAsync(ann, "tom");
        var more = await UseAsync(hub, ann);

        await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token);

        Assert.True(published.Bytes[StorageKind.Concepts] > 0);
        Assert.False(published.Bytes.ContainsKey(StorageKind.Drafts));
        Assert.True(more.Used > published.Used);
        Assert.Equal(published.Used, (await UseAsync(hub, ann)).Used);
    }

    [Fact]
    public async Task Nothing_is_taken_beyond_the_quota_and_a_trusted_member_has_more()
    {
        await using var hub = await TestHub.StartAsync(quotas: new QuotaLimits { Members = new Quota { Megabytes = 0 }, Trusted = new Quota { Megabytes = 1 } });
        var (ann, tia) = (await hub.JoinAsync("ann"), await hub.JoinAsync("tia", HubRoles.Trusted));

        var start = await StartAsync(hub, ann);
        var draft = await hub.Get<TrainDrafts>().StartAsync(ann, Token);
        var added = await hub.Get<TrainDrafts>().AddPicturesAsync(ann, draft, [new UploadedFile("a.png", new MemoryStream(TestHub.Png(96, 80, 1)))], Token);
        var drawing = await hub.ComposeAsync(ann);

        var problem = Assert.IsType<StartUploadResult.Refused>(start).Problem;
        Assert.Equal("start.png", problem.FileName);
        Assert.Contains("your files take 0 kB of the 0 kB that you have", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains("Delete", Assert.Single(Assert.IsType<AddPicturesResult.Added>(added).Problems).Sentence, StringComparison.Ordinal);
        Assert.Contains("account page", string.Join(' ', Assert.IsType<SubmitResult.Refused>(drawing).Problems), StringComparison.Ordinal);
        Assert.Equal(0, (await UseAsync(hub, ann)).Used);
        Assert.IsType<StartUploadResult.Kept>(await StartAsync(hub, tia));
    }

    [Fact]
    public async Task Two_uploads_at_once_do_not_both_get_the_last_room()
    {
        await using var hub = await TestHub.StartAsync(quotas: new QuotaLimits { Members = new Quota { Megabytes = 1 } });
        var ann = await hub.JoinAsync("ann");
        var storage = hub.Get<StorageQuotas>();
        using var first = storage.Begin(ann);
        Assert.Null(await first.RefusalAsync(600_000, Token));

        using (var second = storage.Begin(ann)) Assert.NotNull(await second.RefusalAsync(600_000, Token));
        using (var small = storage.Begin(ann)) Assert.Null(await small.RefusalAsync(300_000, Token));
        first.Dispose();

        using var third = storage.Begin(ann);
        Assert.Null(await third.RefusalAsync(900_000, Token));
    }

    [Fact]
    public async Task Counting_thousands_of_pictures_is_quick_once_their_sizes_are_known()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var job = Guid.CreateVersion7();
        await using (var database = hub.Database())
        {
            for (var i = 0; i < 5000; i++)
            {
                var blob = i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
                database.Pictures.Add(new Picture { OwnerId = ann.Id, JobId = job, Blob = blob, Settings = Settings, Words = "", Recipe = [], Visibility = PictureVisibility.Private, CreatedAt = hub.Clock.GetUtcNow() });
                database.StoredFiles.Add(new StoredFile { Blob = blob, Bytes = 1000 });
            }

            await database.SaveChangesAsync(Token);
        }

        var clock = Stopwatch.StartNew();
        var use = await UseAsync(hub, ann);
        var again = Stopwatch.StartNew();
        await UseAsync(hub, ann);

        TestContext.Current.SendDiagnosticMessage($"5000 pictures counted in {clock.Elapsed.TotalMilliseconds:0} ms, again in {again.Elapsed.TotalMilliseconds:0} ms");
        Assert.Equal(5_000_000, use.Used);
        Assert.True(again.Elapsed < TimeSpan.FromSeconds(2)); // some ten milliseconds; the rest is for a busy machine
    }

    [Fact]
    public async Task Sizes_of_swept_files_are_forgotten()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.DraftAsync(ann, "rex");
        await UseAsync(hub, ann);
        await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token);
        foreach (var file in Directory.EnumerateFiles(hub.Home.Blobs, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, hub.Clock.GetUtcNow().UtcDateTime.AddDays(-2));

        Assert.Equal(3, await hub.Get<BlobSweep>().RunAsync(Token));

        await using var database = hub.Database();
        Assert.Empty(await database.StoredFiles.ToListAsync(Token));
    }

    [Fact]
    public async Task Training_minutes_are_counted_over_a_day_and_come_back()
    {
        await using var hub = await TestHub.StartAsync(new JobLimits { Lease = TimeSpan.FromHours(2) }, new QuotaLimits { Members = new Quota { TrainingMinutesPerDay = 30 } });
        var ann = await hub.JoinAsync("ann");
        await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "rex"));
        var leased = await hub.LeaseAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(40));
        await hub.TrainAsync(leased);
        var next = await hub.DraftAsync(ann, "tom");

        var refused = Assert.IsType<SubmitResult.Refused>(await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, next, Token));
        hub.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal("Your trainings took 40 minutes within a day, of 30 that you have. Please start this one in 24 hours.", Assert.Single(refused.Problems));
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, next, Token));
    }

    [Fact]
    public async Task Comments_and_reports_of_a_day_end_with_when_they_go_on()
    {
        await using var hub = await TestHub.StartAsync(quotas: new QuotaLimits { Members = new Quota { CommentsPerDay = 2, ReportsPerDay = 1 } });
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var (rex, tom) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "tom", "Tom"));
        for (var i = 0; i < 2; i++) Assert.IsType<CommentResult.Written>(await hub.Get<Comments>().WriteAsync(ben, rex, new CommentDraft($"Good {i}", null), Token));
        Assert.IsType<ReportResult.Received>(await ReportAsync(hub, ben, rex));
        hub.Clock.Advance(TimeSpan.FromHours(20));

        var comment = Assert.IsType<CommentResult.Refused>(await hub.Get<Comments>().WriteAsync(ben, rex, new CommentDraft("Good 3", null), Token));
        var report = Assert.IsType<ReportResult.Refused>(await ReportAsync(hub, ben, tom));
        hub.Clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal("You wrote 2 comments within a day, which is the most. Please try again in 4 hours.", comment.Sentence);
        Assert.Equal("You wrote one report within a day, which is the most. Please try again in 4 hours.", report.Sentence);
        Assert.IsType<CommentResult.Written>(await hub.Get<Comments>().WriteAsync(ben, rex, new CommentDraft("Good 4", null), Token));
        Assert.IsType<ReportResult.Received>(await ReportAsync(hub, ben, tom));
    }

    private static Task<ReportResult> ReportAsync(TestHub hub, Actor actor, Guid concept) =>
        hub.Get<Moderation>().ReportAsync(actor, new ModerationTarget(TargetKind.Concept, concept), new ReportDraft(ReportReason.Spam, "It sells something."), Token);

    private static Task<StartUploadResult> StartAsync(TestHub hub, Actor actor) =>
        hub.Get<StartUploads>().AddAsync(actor, new UploadedFile("start.png", new MemoryStream(TestHub.Png(96, 80, 9))), Token);

    private static Task<StorageUse> UseAsync(TestHub hub, Actor actor) => hub.Get<StorageQuotas>().OfAsync(actor, Token);
}
