using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class ReportQuestionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ReportReason, ReportAnswers, string, string> Lacking => new()
    {
        { ReportReason.Likeness, new ReportAnswers { Shown = " ", Standing = ReporterStanding.Self }, "", "Please say who is shown." },
        { ReportReason.Likeness, new ReportAnswers { Shown = "Ada" }, "", "Please say whether it is you, or whether you act for the person." },
        { ReportReason.Copyright, new ReportAnswers { Holder = "Ben", Standing = ReporterStanding.Self }, "", "Please name the work." },
        { ReportReason.Copyright, new ReportAnswers { Work = "Rex", Standing = ReporterStanding.Self }, "", "Please say whose work it is." },
        { ReportReason.Copyright, new ReportAnswers { Work = "Rex", Holder = "Ben", Standing = (ReporterStanding)9 }, "", "Please say whether the work is yours, or whether you act for its owner." },
        { ReportReason.Illegal, new ReportAnswers(), "it is", "Please choose what kind of law it breaks." },
        { ReportReason.Illegal, new ReportAnswers { Ground = LegalGround.Other }, "", "Please say which law it breaks." },
        { ReportReason.Mislabelled, new ReportAnswers(), "", "Please choose the rating that would be right, or say what else is wrong." },
        { ReportReason.Broken, new ReportAnswers(), "", "Please say what happens." },
        { ReportReason.Other, new ReportAnswers(), " ", "Please say what is wrong." },
        { (ReportReason)99, new ReportAnswers(), "odd", "Please choose a reason." },
        { ReportReason.Copyright, new ReportAnswers { Work = new string('x', 201), Holder = "Ben", Standing = ReporterStanding.Self }, "", "An answer has at most 200 characters; there is room for more in the text." },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public async Task Report_without_what_its_reason_needs_is_asked_for_it(ReportReason reason, ReportAnswers answers, string text, string sentence)
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));

        var refused = Assert.IsType<ReportResult.Refused>(await hub.Get<Moderation>().ReportAsync(ben, new ModerationTarget(TargetKind.Concept, ann.Id), new ReportDraft(reason, text) { Answers = answers }, Token));

        Assert.Equal(sentence, refused.Sentence);
    }

    [Fact]
    public async Task Moderators_read_the_answers_to_the_reason_and_no_others()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var target = new ModerationTarget(TargetKind.Concept, await hub.PublishAsync(ann, "rex", "Rex"));
        var answers = new ReportAnswers { Rating = AgeRating.Adult, Shown = "left from another reason", Fault = "and this" };

        Assert.IsType<ReportResult.Received>(await hub.Get<Moderation>().ReportAsync(ben, target, new ReportDraft(ReportReason.Mislabelled, "") { Answers = answers }, Token));

        var report = Assert.Single(Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mo, new QueueFilter(), Token))!.Items).Reports);
        Assert.Equal(new ReportAnswers { Rating = AgeRating.Adult }, report.Answers);
        await using var database = hub.Database();
        Assert.Contains("\"rating\":\"Adult\"", await database.Database.SqlQuery<string>($"SELECT Answers AS Value FROM Reports").SingleAsync(Token));
    }
}
