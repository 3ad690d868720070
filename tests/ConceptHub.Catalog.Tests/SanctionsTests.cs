using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Catalog.Tests;

/// <summary>Points of strikes, what they come to, and what moderators do to accounts.</summary>
public sealed class SanctionsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _mo = null!, _ada = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Sanctions Sanctions => _hub.Get<Sanctions>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _mo, _ada) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("mo", HubRoles.Moderator), await _hub.JoinAsync("ada", HubRoles.Administrator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Decision_with_points_is_told_and_counts_until_it_expires()
    {
        await StrikeAsync(2);

        var told = Assert.Single(await _hub.Get<Decisions>().MineAsync(_ann, Token));
        Assert.Equal(new DecisionPoints(2, _hub.Clock.GetUtcNow() + TimeSpan.FromDays(90), IsVoided: false), told.Points);
        Assert.EndsWith("It brought you 2 points.", (await _hub.Get<Notices>().ReadAsync(_ann, Token))[0].Text);
        Assert.Equal((2, 1), await StandingAsync() is { } standing ? (standing.Owner.Points, standing.Strikes.Count(s => s.IsActive)) : default);
        Assert.Equal(["give points", "hide"], (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Actor = "mo" }, Token))!.Lines.Select(line => line.Action));

        _hub.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal((0, 0), await StandingAsync() is { } later ? (later.Owner.Points, later.Strikes.Count(s => s.IsActive)) : default);
        Assert.Equal(0, (await _hub.Get<MemberStandings>().MineAsync(_ann, Token)).Points);
    }

    [Fact]
    public async Task Points_mute_then_suspend_then_ban()
    {
        var now = _hub.Clock.GetUtcNow();

        await StrikeAsync(2);
        Assert.Empty(await RunningAsync());
        await StrikeAsync(1);
        Assert.Equal((SanctionKind.Mute, now + TimeSpan.FromDays(7)), Assert.Single(await RunningAsync()));
        await StrikeAsync(3);
        Assert.Equal((SanctionKind.Suspension, now + TimeSpan.FromDays(30)), (await RunningAsync())[0]);
        await StrikeAsync(4);
        Assert.Equal((SanctionKind.Ban, null), (await RunningAsync())[0]);

        await using var database = _hub.Database();
        var member = await database.Users.SingleAsync(m => m.Id == _ann.Id, Token);
        Assert.Equal((true, null, true), (member.SuspendedAt is not null, member.SuspendedUntil, member.BannedAt is not null));
        Assert.Equal([DecisionAction.Mute, DecisionAction.Suspend, DecisionAction.Ban], (await _hub.Get<Decisions>().MineAsync(_ann, Token)).Where(d => d.Target.Kind == TargetKind.Member).Select(d => d.Action).Order());
        Assert.Equal(["ban", "suspend", "mute"], (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Target = "Member ann" }, Token))!.Lines.Select(line => line.Action).Where(action => action != "give points"));
    }

    [Fact]
    public async Task Points_that_bring_what_holds_already_bring_it_no_second_time()
    {
        await StrikeAsync(3);
        await StrikeAsync(1);
        Assert.Single(await RunningAsync());

        _hub.Clock.Advance(TimeSpan.FromDays(1));
        await StrikeAsync(1);
        Assert.Equal((SanctionKind.Mute, _hub.Clock.GetUtcNow() + TimeSpan.FromDays(7)), Assert.Single(await RunningAsync()));
    }

    [Fact]
    public async Task Muted_member_says_and_shows_nothing_but_reads_and_draws_until_it_ends_by_itself()
    {
        var rex = await _hub.PublishAsync(_mo, "rex", "Rex");
        var picture = await _hub.DrawAsync(_ann, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Private, new RecipeEntry(rex, 1, 1));
        Assert.IsType<ActionResult.Done>(await Sanctions.MuteAsync(_mo, _ann.Id, _hub.Clock.GetUtcNow().AddDays(7), new Grounds(DecisionReason.Harassment, ""), Token));

        Assert.StartsWith("You are muted until 8 March 2026, 12:00 UTC:", (await CommentAsync(rex))!, StringComparison.Ordinal);
        Assert.StartsWith("You are muted", Assert.IsType<ActionResult.Refused>(await _hub.Get<Reviews>().WriteAsync(_ann, rex, new ReviewDraft(5, ""), Token)).Sentence);
        Assert.StartsWith("You are muted", Assert.IsType<ReportResult.Refused>(await _hub.Get<Moderation>().ReportAsync(_ann, Target(rex), new ReportDraft(ReportReason.Spam, ""), Token)).Sentence);
        Assert.Equal(0, await _hub.Get<OwnPictures>().ShowAsync(_ann, [picture.Id], PictureVisibility.Public, Token));
        Assert.StartsWith("You are muted", (await _hub.Get<OwnPictures>().ShowProblemAsync(_ann, Token))!, StringComparison.Ordinal);
        Assert.StartsWith("You are muted", Assert.Single(Assert.IsType<SubmitResult.Refused>(await _hub.ComposeAsync(_ann, new RecipeEntry(rex, 1, 1))).Problems));
        await _hub.DrawAsync(_ann, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Private, new RecipeEntry(rex, 1, 1));
        await _hub.DraftAsync(_ann, "own");

        _hub.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Null(await CommentAsync(rex));
        Assert.Equal(1, await _hub.Get<OwnPictures>().ShowAsync(_ann, [picture.Id], PictureVisibility.Public, Token));
    }

    [Fact]
    public async Task Suspension_ends_by_itself_and_a_lifted_one_at_once()
    {
        await Sanctions.SuspendAsync(_mo, _ann.Id, _hub.Clock.GetUtcNow().AddDays(1), "Enough for today.", Token);
        Assert.IsType<SubmitResult.Suspended>(await _hub.ComposeAsync(_ann));
        Assert.Equal([_ann.Id], await _hub.Get<Members>().SuspendedAsync([_ann.Id, _mo.Id], Token));
        Assert.True((await _hub.Get<Members>().FindAsync("ann", Token))!.IsSuspended);

        _hub.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann));
        Assert.Empty(await _hub.Get<Members>().SuspendedAsync([_ann.Id], Token));
        Assert.False((await _hub.Get<Members>().FindAsync("ann", Token))!.IsSuspended);

        await Sanctions.SuspendAsync(_mo, _ann.Id, null, "Once more.", Token);
        Assert.IsType<SubmitResult.Suspended>(await _hub.ComposeAsync(_ann));
        var sanction = (await StandingAsync()).Sanctions.Single(s => s.IsRunning);
        Assert.IsType<ActionResult.Done>(await Sanctions.LiftAsync(_ada, sanction.Id, "You said sorry.", Token));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann));
        Assert.Equal(NoticeKind.Lifted, (await _hub.Get<Notices>().ReadAsync(_ann, Token))[0].Kind);
        Assert.IsType<ActionResult.NotFound>(await Sanctions.LiftAsync(_mo, sanction.Id, "Again.", Token));
    }

    [Fact]
    public async Task Suspension_ends_what_was_ordered_and_a_mute_does_not()
    {
        var job = Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann)).JobId;

        await StrikeAsync(3);
        Assert.Equal(JobState.Queued, (await _hub.Get<Jobs>().FindAsync(_ann, job, Token))!.Summary.State);
        await Sanctions.SuspendAsync(_mo, _ann.Id, null, "Enough.", Token);

        var ended = (await _hub.Get<Jobs>().FindAsync(_ann, job, Token))!.Summary;
        Assert.Equal((JobState.Failed, "Your account was suspended meanwhile."), (ended.State, ended.Failure?.Sentence));
    }

    [Fact]
    public async Task Lifting_one_of_two_leaves_the_other()
    {
        await Sanctions.SuspendAsync(_mo, _ann.Id, _hub.Clock.GetUtcNow().AddDays(3), "Three days.", Token);
        await Sanctions.BanAsync(_mo, _ann.Id, "For good.", Token);
        Assert.IsType<ActionResult.Refused>(await Sanctions.BanAsync(_mo, _ann.Id, "For good.", Token));

        await Sanctions.LiftAsync(_mo, (await StandingAsync()).Sanctions.Single(s => s.Kind == SanctionKind.Ban).Id, "Too hard.", Token);

        await using var database = _hub.Database();
        var member = await database.Users.SingleAsync(m => m.Id == _ann.Id, Token);
        Assert.Equal((null, _hub.Clock.GetUtcNow().AddDays(3)), (member.BannedAt, member.SuspendedUntil));
        Assert.IsType<SubmitResult.Suspended>(await _hub.ComposeAsync(_ann));
    }

    [Fact]
    public async Task Ban_ends_all_sessions()
    {
        var session = await _hub.Get<Sessions>().OpenAsync(_ann.Id, "a browser", _hub.Clock.GetUtcNow().AddDays(1), _ => [1], Token);

        await Sanctions.BanAsync(_mo, _ann.Id, "For good.", Token);

        Assert.Null(await _hub.Get<Sessions>().FindAsync(session, Token));
    }

    [Fact]
    public async Task Voided_points_stay_in_sight_and_what_they_brought_is_lifted()
    {
        await StrikeAsync(2);
        await StrikeAsync(2);
        await Sanctions.SuspendAsync(_mo, _ann.Id, null, "By hand.", Token);
        var first = (await StandingAsync()).Strikes[^1];

        Assert.IsType<ActionResult.Done>(await Sanctions.VoidAsync(_ada, first.Id, "It was a mistake.", Token));

        var standing = await StandingAsync();
        Assert.Equal((2, "It was a mistake."), (standing.Owner.Points, standing.Strikes[^1].VoidReason));
        Assert.Equal([(SanctionKind.Suspension, true), (SanctionKind.Mute, false)], standing.Sanctions.Select(s => (s.Kind, s.IsRunning)));
        Assert.IsType<ActionResult.NotFound>(await Sanctions.VoidAsync(_ada, first.Id, "Again.", Token));
        Assert.Equal(["lift mute", "void points"], (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Actor = "ada" }, Token))!.Lines.Select(line => line.Action));
        Assert.IsType<AuditProof.Whole>(await _hub.Get<Audit>().VerifyAsync(Token));
    }

    [Fact]
    public async Task Voided_points_leave_a_mute_that_the_others_would_have_brought()
    {
        await StrikeAsync(1);
        await StrikeAsync(3);

        await Sanctions.VoidAsync(_mo, (await StandingAsync()).Strikes[^1].Id, "It was a mistake.", Token);

        Assert.Equal(SanctionKind.Mute, Assert.Single(await RunningAsync()).Kind);
    }

    [Fact]
    public async Task Nobody_decides_about_administrators_themselves_or_without_the_right()
    {
        var own = await _hub.PublishAsync(_mo, "own", "Own");
        var adas = await _hub.PublishAsync(_ada, "adas", "Adas");

        Assert.StartsWith("Accounts of administrators", Assert.IsType<ActionResult.Refused>(await Sanctions.BanAsync(_mo, _ada.Id, "No.", Token)).Sentence);
        Assert.StartsWith("Nobody decides about", Assert.IsType<ActionResult.Refused>(await Sanctions.MuteAsync(_mo, _mo.Id, null, "No.", Token)).Sentence);
        Assert.IsType<ActionResult.Refused>(await _hub.Get<Moderation>().HideAsync(_mo, Target(adas), new Grounds(DecisionReason.Own, "No.") { Points = 1 }, Token));
        Assert.IsType<ActionResult.Refused>(await _hub.Get<Moderation>().HideAsync(_mo, Target(own), new Grounds(DecisionReason.Own, "No.") { Points = 1 }, Token));
        Assert.Equal(ConceptState.Published, (await _hub.Get<Concepts>().FindAsync(adas, _ann, Token))!.State);
        Assert.IsType<ActionResult.NotAllowed>(await Sanctions.MuteAsync(_ann, _mo.Id, null, "No.", Token));
        Assert.IsType<ActionResult.NotAllowed>(await Sanctions.LiftAsync(_ann, Guid.NewGuid(), "No.", Token));
        Assert.Null(await _hub.Get<MemberStandings>().FindAsync(_ann, "mo", Token));
        Assert.IsType<ActionResult.NotFound>(await Sanctions.MuteAsync(_mo, Guid.NewGuid(), null, "No.", Token));
    }

    [Fact]
    public async Task Suspended_moderator_decides_nothing()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        await Sanctions.SuspendAsync(_ada, _mo.Id, null, "Misused.", Token);

        Assert.StartsWith("Your account is suspended", Assert.IsType<ActionResult.Refused>(await _hub.Get<Moderation>().HideAsync(_mo, Target(rex), "No.", Token)).Sentence);
        Assert.StartsWith("Your account is suspended", Assert.IsType<ActionResult.Refused>(await Sanctions.MuteAsync(_mo, _ann.Id, null, "No.", Token)).Sentence);
    }

    [Theory]
    [InlineData(-1, "to come")]
    [InlineData(0, "to come")]
    [InlineData(4000, "within ten years")]
    public async Task End_that_makes_no_sense_is_refused(int days, string why) =>
        Assert.Contains(why, Assert.IsType<ActionResult.Refused>(await Sanctions.MuteAsync(_mo, _ann.Id, _hub.Clock.GetUtcNow().AddDays(days), "No.", Token)).Sentence);

    [Fact]
    public async Task Points_out_of_range_and_grounds_without_words_are_refused()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");

        Assert.Equal("Please choose 0 to 10 points.", Assert.IsType<ActionResult.Refused>(await _hub.Get<Moderation>().HideAsync(_mo, Target(rex), new Grounds(DecisionReason.Spam, "") { Points = 11 }, Token)).Sentence);
        Assert.StartsWith("Points come with", Assert.IsType<ActionResult.Refused>(await _hub.Get<Moderation>().RestoreAsync(_mo, Target(rex), new Grounds(DecisionReason.Spam, "") { Points = 1 }, Token)).Sentence);
        Assert.StartsWith("Please give a reason", Assert.IsType<ActionResult.Refused>(await Sanctions.BanAsync(_mo, _ann.Id, "", Token)).Sentence);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_at_the_start()
    {
        var home = new HubHome(Path.GetTempPath());

        Assert.Contains("have to rise", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCatalog(new CatalogOptions { Home = home, Sanctions = new SanctionOptions { SuspendAt = 3 } })).Message);
        Assert.Contains("longer than nothing", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCatalog(new CatalogOptions { Home = home, Sanctions = new SanctionOptions { PointsLast = TimeSpan.Zero } })).Message);
        Assert.Null(new SanctionOptions().Problem);
    }

    private async Task StrikeAsync(int points)
    {
        // Written by hand: whoever is suspended makes no more.
        var collection = new Collection { OwnerId = _ann.Id, Name = $"{Guid.NewGuid():N}", Description = "", Visibility = RecipeVisibility.Public, ChangedAt = _hub.Clock.GetUtcNow() };
        await using (var database = _hub.Database())
        {
            database.Collections.Add(collection);
            await database.SaveChangesAsync(Token);
        }

        var grounds = new Grounds(DecisionReason.Own, "Not like this.") { Points = points };
        Assert.IsType<ActionResult.Done>(await _hub.Get<Moderation>().HideAsync(_mo, new ModerationTarget(TargetKind.Collection, collection.Id), grounds, Token));
    }

    private async Task<MemberStanding> StandingAsync() => (await _hub.Get<MemberStandings>().FindAsync(_mo, "ann", Token))!;

    private async Task<IReadOnlyList<(SanctionKind Kind, DateTimeOffset? Until)>> RunningAsync() =>
        [.. (await _hub.Get<MemberStandings>().MineAsync(_ann, Token)).Running.Select(s => (s.Kind, s.Until))];

    private async Task<string?> CommentAsync(Guid concept) =>
        (await _hub.Get<Comments>().WriteAsync(_ann, concept, new CommentDraft("hello", null), Token) as CommentResult.Refused)?.Sentence;

    private static ModerationTarget Target(Guid concept) => new(TargetKind.Concept, concept);
}
