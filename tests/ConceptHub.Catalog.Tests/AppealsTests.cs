using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class AppealsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _mo = null!, _mia = null!;
    private Guid _rex;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Appeals Appeals => _hub.Get<Appeals>();

    private ModerationTarget Rex => new(TargetKind.Concept, _rex);

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _mo, _mia) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("mo", HubRoles.Moderator), await _hub.JoinAsync("mia", HubRoles.Moderator));
        _rex = await _hub.PublishAsync(_ann, "rex", "Rex");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Overturned_decision_restores_voids_and_lifts_in_one_and_all_of_it_is_in_the_audit()
    {
        await HideAsync(3);
        var decision = await NewestAsync(DecisionAction.Hide);
        Assert.IsType<ActionResult.Done>(await Appeals.MakeAsync(_ann, decision, "It shows nothing of the kind.", Token));
        var waiting = Assert.Single((await Appeals.ListAsync(_mia, Token))!);
        Assert.Equal(("ann", "mo", "It shows nothing of the kind.", 3, null), (waiting.MemberName, waiting.ModeratorName, waiting.Text, waiting.Decision.Points!.Count, waiting.Problem));

        Assert.IsType<ActionResult.Done>(await Appeals.OverturnAsync(_mia, waiting.Id, "You are right.", Token));

        Assert.Equal(ConceptState.Published, (await _hub.Get<Concepts>().FindAsync(_rex, null, Token))!.State);
        var standing = await _hub.Get<MemberStandings>().MineAsync(_ann, Token);
        Assert.Equal((0, 0), (standing.Points, standing.Running.Count));
        var seen = (await _hub.Get<Decisions>().MineAsync(_ann, Token)).Single(d => d.Id == decision);
        Assert.Equal((AppealState.Overturned, "You are right.", true), (seen.Appeal!.State, seen.Appeal.Answer, seen.Points!.IsVoided));
        Assert.Contains(await _hub.Get<Notices>().ReadAsync(_ann, Token), notice => notice is { Kind: NoticeKind.AppealOverturned, Title: "Rex", Text: "You are right." });
        Assert.Equal(0, await Appeals.CountAsync(_mia, Token));
        var lines = (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery(), Token))!.Lines;
        Assert.Equal(["hide", "give points", "mute", "appeal", "overturn on appeal", "void points", "lift mute"], lines.Reverse().Select(line => line.Action));
        Assert.IsType<AuditProof.Whole>(await _hub.Get<Audit>().VerifyAsync(Token));
    }

    [Fact]
    public async Task Upheld_decision_stands_and_is_answered_and_appealed_once()
    {
        await HideAsync(1);
        var decision = await NewestAsync(DecisionAction.Hide);
        await Appeals.MakeAsync(_ann, decision, "It shows nothing of the kind.", Token);
        Assert.Contains("already", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, decision, "It shows nothing of the kind.", Token)).Sentence);
        var appeal = Assert.Single((await Appeals.ListAsync(_mia, Token))!).Id;

        Assert.IsType<ActionResult.Done>(await Appeals.UpholdAsync(_mia, appeal, "It does, on the second picture.", Token));

        Assert.Null(await _hub.Get<Concepts>().FindAsync(_rex, null, Token));
        Assert.Equal(1, (await _hub.Get<MemberStandings>().MineAsync(_ann, Token)).Points);
        Assert.Contains("answered already", Assert.IsType<ActionResult.Refused>(await Appeals.OverturnAsync(_mia, appeal, "No, it does not.", Token)).Sentence);
        Assert.Contains("already", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, decision, "It shows nothing of the kind.", Token)).Sentence);
        Assert.Equal(NoticeKind.AppealUpheld, (await _hub.Get<Notices>().ReadAsync(_ann, Token))[0].Kind);
    }

    [Fact]
    public async Task Whoever_decided_leaves_the_appeal_to_others_unless_there_is_nobody_else()
    {
        await HideAsync(0);
        await Appeals.MakeAsync(_ann, await NewestAsync(DecisionAction.Hide), "It shows nothing of the kind.", Token);
        var appeal = Assert.Single((await Appeals.ListAsync(_mo, Token))!);

        Assert.StartsWith("You made this decision yourself.", appeal.Problem!, StringComparison.Ordinal);
        Assert.StartsWith("You made this decision yourself.", Assert.IsType<ActionResult.Refused>(await Appeals.UpholdAsync(_mo, appeal.Id, "No.", Token)).Sentence);

        var ada = await _hub.JoinAsync("ada", HubRoles.Administrator);
        await _hub.Get<Sanctions>().SuspendAsync(ada, _mia.Id, null, "Away.", Token);
        await using (var database = _hub.Database()) await database.UserRoles.Where(r => r.UserId == ada.Id).ExecuteDeleteAsync(Token);
        Assert.IsType<ActionResult.Done>(await Appeals.UpholdAsync(_mo, appeal.Id, "There is nobody else.", Token));
    }

    [Fact]
    public async Task Moderator_answers_no_appeal_of_their_own()
    {
        var own = await _hub.PublishAsync(_mia, "own", "Own");
        await _hub.Get<Moderation>().HideAsync(_mo, new ModerationTarget(TargetKind.Concept, own), "No.", Token);
        await Appeals.MakeAsync(_mia, (await _hub.Get<Decisions>().MineAsync(_mia, Token))[0].Id, "But it is fine.", Token);
        var appeal = Assert.Single((await Appeals.ListAsync(_mia, Token))!);

        Assert.Equal("Nobody answers an appeal of their own.", Assert.IsType<ActionResult.Refused>(await Appeals.OverturnAsync(_mia, appeal.Id, "It is fine.", Token)).Sentence);
    }

    [Fact]
    public async Task Appeal_needs_words_time_a_decision_of_one_s_own_and_something_that_was_taken()
    {
        await HideAsync(0);
        var decision = await NewestAsync(DecisionAction.Hide);
        await _hub.Get<Moderation>().RestoreAsync(_mo, Rex, "Back again.", Token);
        var restored = await NewestAsync(DecisionAction.Restore);

        Assert.Contains("at least 10 characters", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, decision, "   no     ", Token)).Sentence);
        Assert.Contains("2000 is the most", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, decision, new string('x', 2001), Token)).Sentence);
        Assert.IsType<ActionResult.NotFound>(await Appeals.MakeAsync(_mia, decision, "It is not mine, but still.", Token));
        Assert.Contains("nothing to appeal", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, restored, "I liked it hidden.", Token)).Sentence);
        _hub.Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        Assert.Contains("could be appealed until", Assert.IsType<ActionResult.Refused>(await Appeals.MakeAsync(_ann, decision, "It shows nothing of the kind.", Token)).Sentence);
        Assert.Null((await _hub.Get<Decisions>().MineAsync(_ann, Token)).Single(d => d.Id == decision).AppealUntil);
        Assert.Null(await Appeals.ListAsync(_ann, Token));
        Assert.IsType<ActionResult.NotAllowed>(await Appeals.OverturnAsync(_ann, Guid.NewGuid(), "Mine.", Token));
        Assert.IsType<ActionResult.NotFound>(await Appeals.OverturnAsync(_mia, Guid.NewGuid(), "None.", Token));
    }

    [Fact]
    public async Task Banned_member_appeals_and_is_back_when_the_ban_is_overturned()
    {
        await _hub.Get<Sanctions>().BanAsync(_mo, _ann.Id, "For good.", Token);
        await using (var database = _hub.Database()) Assert.NotNull((await database.Users.SingleAsync(m => m.Id == _ann.Id, Token)).BannedAt);
        Assert.IsType<ActionResult.Done>(await Appeals.MakeAsync(_ann, await NewestAsync(DecisionAction.Ban), "It was my little brother.", Token));

        await Appeals.OverturnAsync(_mia, Assert.Single((await Appeals.ListAsync(_mia, Token))!).Id, "Watch him.", Token);

        await using var after = _hub.Database();
        var member = await after.Users.SingleAsync(m => m.Id == _ann.Id, Token);
        Assert.Equal((null, null), (member.BannedAt, member.SuspendedAt));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann));
    }

    [Fact]
    public async Task Overturned_changes_of_a_concept_are_as_they_were()
    {
        var acts = _hub.Get<ConceptActs>();
        await acts.RateAsync(_mo, _rex, AgeRating.Adult, "Rated.", Token);
        await acts.RenameAsync(_mo, _rex, "A dog", "Renamed.", Token);
        await acts.LockAsync(_mo, _rex, ConceptFields.Name, "Locked.", Token);
        var shown = await PicturesAsync();
        await acts.RemovePicturesAsync(_mo, _rex, [shown[0]], "Removed.", Token);
        await acts.UnpublishAsync(_mo, _rex, "Unpublished.", Token);

        foreach (var decision in await _hub.Get<Decisions>().MineAsync(_ann, Token)) Assert.IsType<ActionResult.Done>(await Appeals.MakeAsync(_ann, decision.Id, "That was all wrong.", Token));
        foreach (var appeal in (await Appeals.ListAsync(_mia, Token))!) Assert.IsType<ActionResult.Done>(await Appeals.OverturnAsync(_mia, appeal.Id, "It was.", Token));

        await using var database = _hub.Database();
        var concept = await database.Concepts.SingleAsync(c => c.Id == _rex, Token);
        Assert.Equal(("Rex", "rex", AgeRating.Everyone, ConceptFields.None, ConceptState.Published, null), (concept.Name, concept.Slug, concept.AgeRating, concept.LockedFields, concept.State, concept.HiddenReason));
        Assert.Equal(shown, await PicturesAsync());
    }

    [Fact]
    public async Task What_was_decided_anew_since_stays_as_it_is()
    {
        await HideAsync(0);
        var first = await NewestAsync(DecisionAction.Hide);
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await _hub.Get<Moderation>().RestoreAsync(_mo, Rex, "Mended.", Token);
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await _hub.Get<Moderation>().HideAsync(_mo, Rex, "Broken in another way.", Token);
        await _hub.Get<ConceptActs>().RateAsync(_mo, _rex, AgeRating.Teen, "Teen.", Token);
        var rated = await NewestAsync(DecisionAction.Rate);
        await _hub.Get<ConceptActs>().RateAsync(_mo, _rex, AgeRating.Adult, "No, adult.", Token);

        foreach (var decision in new[] { first, rated }) await Appeals.MakeAsync(_ann, decision, "That was all wrong.", Token);
        foreach (var appeal in (await Appeals.ListAsync(_mia, Token))!) await Appeals.OverturnAsync(_mia, appeal.Id, "It was.", Token);

        await using var database = _hub.Database();
        Assert.Equal((ConceptState.Hidden, AgeRating.Adult), await database.Concepts.Where(c => c.Id == _rex).Select(c => ValueTuple.Create(c.State, c.AgeRating)).SingleAsync(Token));
    }

    [Fact]
    public async Task Removed_pictures_are_kept_only_while_an_appeal_may_bring_them_back()
    {
        var shown = await PicturesAsync();
        await using var database = _hub.Database();
        var blob = await database.ConceptPictures.Where(p => p.Id == shown[0]).Select(p => p.Blob).SingleAsync(Token);
        await _hub.Get<ConceptActs>().RemovePicturesAsync(_mo, _rex, shown, "Removed.", Token);
        await database.ConceptPictures.Where(p => p.Blob == blob).ExecuteDeleteAsync(Token);
        await database.JobSamples.ExecuteDeleteAsync(Token);
        await database.DraftPictures.ExecuteDeleteAsync(Token);
        await database.Jobs.ExecuteDeleteAsync(Token);
        File.SetLastWriteTimeUtc(Path.Combine(_hub.Home.Blobs, blob[..2], blob[2..]), _hub.Clock.GetUtcNow().UtcDateTime.AddDays(-2));

        await _hub.Get<BlobSweep>().RunAsync(Token);
        Assert.True(_hub.Get<FileBlobStore>().Contains(blob));
        _hub.Clock.Advance(TimeSpan.FromDays(31));
        await _hub.Get<BlobSweep>().RunAsync(Token);
        Assert.False(_hub.Get<FileBlobStore>().Contains(blob));
    }

    private async Task HideAsync(int points) =>
        Assert.IsType<ActionResult.Done>(await _hub.Get<Moderation>().HideAsync(_mo, Rex, new Grounds(DecisionReason.Spam, "") { Points = points }, Token));

    private async Task<Guid> NewestAsync(DecisionAction action) => (await _hub.Get<Decisions>().MineAsync(_ann, Token)).First(d => d.Action == action).Id;

    private async Task<IReadOnlyList<Guid>> PicturesAsync() =>
        [.. (await _hub.Get<ItemFiles>().FindAsync(_mo, Rex, Token))!.Concept!.Pictures.Select(p => p.Id).Order()];
}
