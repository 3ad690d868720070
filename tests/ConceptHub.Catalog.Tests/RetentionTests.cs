using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Catalog.Tests;

/// <summary>How long what is over is kept.</summary>
public sealed class RetentionTests
{
    private static readonly RetentionOptions Short = new() { ClosedReportDays = 100, NoticeDays = 30, EmptyJobDays = 10, UnkeptPictureDays = 60 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_kept_long_enough_is_removed_in_one_line_of_the_audit_and_the_rest_stays()
    {
        await using var hub = await StartAsync(Short);
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        await ReportAsync(hub, ben, rex);
        await hub.Get<Moderation>().HideAsync(mo, new ModerationTarget(TargetKind.Concept, rex), "Closed.", Token);
        await hub.Get<Moderation>().RestoreAsync(mo, new ModerationTarget(TargetKind.Concept, rex), "Shown.", Token);
        await ReportAsync(hub, ben, rex); // stays open
        var (unkept, starred, open) = (await DrawAsync(hub, ann, PictureVisibility.Private), await DrawAsync(hub, ann, PictureVisibility.Private), await DrawAsync(hub, ann, PictureVisibility.Public));
        await hub.Get<OwnPictures>().StarAsync(ann, [starred], true, Token);
        hub.Clock.Advance(TimeSpan.FromDays(99));
        var late = await DrawAsync(hub, ann, PictureVisibility.Private);
        hub.Clock.Advance(TimeSpan.FromDays(2));

        var report = await hub.Get<RetentionSweep>().RunAsync(Token);

        Assert.Equal((1, 1, 1), (report.Reports, report.Jobs, report.Pictures));
        Assert.True(report.Notices > 0);
        Assert.Equal(new[] { starred, open, late }.Order(), (await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items.Select(picture => picture.Id).Order());
        Assert.Empty(await hub.Get<Notices>().ReadAsync(ann, Token));
        await using var database = hub.Database();
        Assert.Equal([ReportState.Open], await database.Reports.Select(r => r.State).ToListAsync(Token));
        Assert.Equal(2, (await hub.Get<Decisions>().MineAsync(ann, Token)).Count);
        var line = (await hub.Get<Audit>().FindAsync(mo, new AuditQuery(), Token))!.Lines[0];
        Assert.Equal(("ConceptHub", "retention sweep", $"Removed 1 closed reports, {report.Notices} notices, 1 empty orders of pictures and 1 pictures that nobody kept."), (line.ActorName, line.Action, line.Reason));
        Assert.IsType<AuditProof.Whole>(await hub.Get<Audit>().VerifyAsync(Token));
        Assert.True((await hub.Get<RetentionSweep>().RunAsync(Token)).IsEmpty);
        Assert.Equal(line.Number, (await hub.Get<Audit>().FindAsync(mo, new AuditQuery(), Token))!.Lines[0].Number); // nothing removed, nothing written
    }

    [Fact]
    public async Task Pictures_stay_for_good_unless_the_operator_says_otherwise()
    {
        await using var hub = await StartAsync(new RetentionOptions());
        var ann = await hub.JoinAsync("ann");
        await DrawAsync(hub, ann, PictureVisibility.Private);
        hub.Clock.Advance(TimeSpan.FromDays(10_000));

        Assert.True((await hub.Get<RetentionSweep>().RunAsync(Token)).IsEmpty);
    }

    [Fact]
    public void Periods_that_would_lose_too_much_are_refused()
    {
        Assert.Null(new RetentionOptions().Problem);
        Assert.Null(Short.Problem);
        Assert.Null(new RetentionOptions { ClosedReportDays = 0, NoticeDays = 0, EmptyJobDays = 0 }.Problem);
        Assert.Equal("Hub:Retention:UnkeptPictureDays is 3 days. Please give 30 to 36500, or 0 to keep them for good.", new RetentionOptions { UnkeptPictureDays = 3 }.Problem);
        Assert.StartsWith("Hub:Retention:ClosedReportDays", new RetentionOptions { ClosedReportDays = 89 }.Problem, StringComparison.Ordinal);
        Assert.StartsWith("Hub:Retention:NoticeDays", new RetentionOptions { NoticeDays = -1 }.Problem, StringComparison.Ordinal);
    }

    private static Task<TestHub> StartAsync(RetentionOptions options) => TestHub.StartAsync(settings: services => services.AddSingleton(options));

    private static async Task ReportAsync(TestHub hub, Actor actor, Guid concept) =>
        Assert.IsType<ReportResult.Received>(await hub.Get<Moderation>().ReportAsync(actor, new ModerationTarget(TargetKind.Concept, concept), new ReportDraft(ReportReason.Spam, ""), Token));

    private static async Task<Guid> DrawAsync(TestHub hub, Actor actor, PictureVisibility visibility) =>
        (await hub.DrawAsync(actor, new PictureSettings { Prompt = "a dog" }, visibility)).Id;
}
