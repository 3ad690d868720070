using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Catalog.Tests;

/// <summary>What new members publish first waits for a moderator.</summary>
public sealed class FirstReviewTests : IAsyncLifetime
{
    private static readonly Grounds Fine = new(DecisionReason.Own, "Welcome.");

    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FirstReviews Reviews => _hub.Get<FirstReviews>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync(settings: services => services.AddSingleton(new FirstReviewOptions { IsOn = true }));
        (_ann, _ben, _mo) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("mo", HubRoles.Moderator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task First_concept_is_seen_by_its_owner_and_moderators_alone_until_it_is_approved()
    {
        await _hub.Get<Follows>().FollowAsync(_ben, _ann.Id, Token);
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");

        Assert.Equal(ConceptState.Awaiting, (await FindAsync(rex, _ann))!.State);
        Assert.Equal(ConceptState.Awaiting, (await FindAsync(rex, _mo))!.State);
        Assert.Null(await FindAsync(rex, _ben));
        Assert.Null(await FindAsync(rex, null));
        Assert.Empty(await FoundAsync());
        Assert.IsType<OpenFileResult.NotFound>(await _hub.Get<ConceptFiles>().OpenAsync(rex, 1, _ben, Token));
        Assert.IsType<SubmitResult.Refused>(await _hub.ComposeAsync(_ben, new RecipeEntry(rex, 1, 1)));
        Assert.Equal([NoticeKind.AwaitsReview], await ToldAsync(_ann));
        Assert.Empty(await ToldAsync(_ben));

        Assert.IsType<ActionResult.Done>(await ApproveAsync(rex));

        Assert.Equal(ConceptState.Published, (await FindAsync(rex, null))!.State);
        Assert.Equal(["Rex"], await FoundAsync());
        Assert.Contains(NoticeKind.Approved, await ToldAsync(_ann));
        Assert.Equal([NoticeKind.NewConcept], await ToldAsync(_ben));
        Assert.Equal("approve first publication", (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Target = rex.ToString() }, Token))!.Lines[0].Action);
    }

    [Fact]
    public async Task Whoever_was_approved_publishes_freely_and_others_still_wait()
    {
        await ApproveAsync(await _hub.PublishAsync(_ann, "rex", "Rex"));

        var (second, others, moderators) = (await _hub.PublishAsync(_ann, "max", "Max"), await _hub.PublishAsync(_ben, "tim", "Tim"), await _hub.PublishAsync(_mo, "kim", "Kim"));

        Assert.NotNull(await FindAsync(second, null));
        Assert.NotNull(await FindAsync(moderators, null));
        Assert.Null(await FindAsync(others, null));
        Assert.Equal(1, await Reviews.CountAsync(_mo, Token));
        Assert.Equal([others], (await Reviews.ListAsync(_mo, Token))!.Select(waiting => waiting.Concept.Target.Id));
    }

    [Fact]
    public async Task Refused_concept_tells_why_and_waits_again_when_it_is_published_again()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");

        Assert.IsType<ActionResult.Done>(await Reviews.RefuseAsync(_mo, rex, new Grounds(DecisionReason.Misleading, "It draws cats."), Token));
        var refused = (await FindAsync(rex, _ann))!;
        var again = await _hub.Get<ConceptListing>().PublishAsync(_ann, rex, Token);
        var impatient = await _hub.Get<ConceptListing>().PublishAsync(_ann, rex, Token);

        Assert.Equal((ConceptState.Unpublished, "Its name, pictures or description promise something else than it does. It draws cats."), (refused.State, refused.HiddenReason));
        Assert.Contains(NoticeKind.NotApproved, await ToldAsync(_ann));
        Assert.IsType<ActionResult.Done>(again);
        Assert.Equal("It waits until a moderator has looked at it; then it is published by itself.", Assert.IsType<ActionResult.Refused>(impatient).Sentence);
        Assert.Equal(ConceptState.Awaiting, (await FindAsync(rex, _ann))!.State);
        Assert.Equal([rex], (await Reviews.ListAsync(_mo, Token))!.Select(waiting => waiting.Concept.Target.Id));
    }

    [Fact]
    public async Task Hidden_while_it_waits_and_restored_it_still_does_not_get_past_the_review()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        await _hub.Get<Moderation>().HideAsync(_mo, new ModerationTarget(TargetKind.Concept, rex), Fine, Token);
        await _hub.Get<Moderation>().RestoreAsync(_mo, new ModerationTarget(TargetKind.Concept, rex), Fine, Token);

        Assert.Null(await FindAsync(rex, null));
        await _hub.Get<ConceptListing>().PublishAsync(_ann, rex, Token);
        Assert.Null(await FindAsync(rex, null));
        Assert.Equal(1, await Reviews.CountAsync(_mo, Token));
    }

    [Fact]
    public async Task Planned_concept_keeps_its_time_when_it_is_approved_before()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", new PublishRequest { Name = "Rex", PublishAt = _hub.Clock.GetUtcNow().AddDays(3) });
        _hub.Clock.Advance(TimeSpan.FromDays(1));
        await ApproveAsync(rex);

        Assert.Null(await FindAsync(rex, null));
        _hub.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, await _hub.Get<ConceptListing>().PublishDueAsync(Token));
        Assert.NotNull(await FindAsync(rex, null));
    }

    [Fact]
    public async Task Planned_concept_that_nobody_looked_at_does_not_come_by_itself()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", new PublishRequest { Name = "Rex", PublishAt = _hub.Clock.GetUtcNow().AddDays(3) });
        _hub.Clock.Advance(TimeSpan.FromDays(4));

        Assert.Equal(0, await _hub.Get<ConceptListing>().PublishDueAsync(Token));
        Assert.Null(await FindAsync(rex, null));
    }

    [Fact]
    public async Task New_version_waits_with_a_concept_that_nobody_looked_at_and_is_out_at_once_where_it_was_let_in()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), "Better ears.");
        Assert.Null(await FindAsync(rex, _ben));
        Assert.IsType<OpenFileResult.NotFound>(await _hub.Get<ConceptFiles>().OpenAsync(rex, 2, _ben, Token));

        await ApproveAsync(rex);
        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), "Better tail.");

        Assert.Equal(3, (await FindAsync(rex, _ben))!.Versions.Count);
        Assert.Equal(0, await Reviews.CountAsync(_mo, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Concept_that_was_changed_since_the_moderator_looked_is_not_let_in(bool byVersion)
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        var seen = Assert.Single((await Reviews.ListAsync(_mo, Token))!);
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));
        if (byVersion) await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), "Something else.");
        else Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(_ann, rex, new ConceptEdit("Max", "", "", Licence.Open, AgeRating.Everyone), Token));

        var refused = await Reviews.ApproveAsync(_mo, rex, seen.AskedAt, Fine, Token);

        Assert.Equal("It was changed after you looked at it. Please look again.", Assert.IsType<ActionResult.Refused>(refused).Sentence);
        Assert.Null(await FindAsync(rex, null));
        Assert.IsType<ActionResult.Done>(await ApproveAsync(rex));
        Assert.NotNull(await FindAsync(rex, null));
    }

    [Fact]
    public async Task Members_decide_nothing_and_what_does_not_wait_cannot_be_decided()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");

        Assert.Null(await Reviews.ListAsync(_ann, Token));
        Assert.Equal(0, await Reviews.CountAsync(_ann, Token));
        Assert.IsType<ActionResult.NotAllowed>(await Reviews.ApproveAsync(_ann, rex, _hub.Clock.GetUtcNow(), Fine, Token));
        Assert.IsType<ActionResult.Refused>(await Reviews.RefuseAsync(_mo, rex, "", Token));
        await ApproveAsync(rex);
        Assert.Equal("It does not wait for a decision any more.", Assert.IsType<ActionResult.Refused>(await Reviews.RefuseAsync(_mo, rex, Fine, Token)).Sentence);
    }

    [Fact]
    public async Task Nothing_waits_unless_the_operator_wants_it()
    {
        await using var hub = await TestHub.StartAsync();

        var rex = await hub.PublishAsync(await hub.JoinAsync("ann"), "rex", "Rex");

        Assert.NotNull(await hub.Get<Concepts>().FindAsync(rex, null, Token));
        Assert.Null(new FirstReviewOptions().Problem);
        Assert.StartsWith("Hub:FirstReviews:Concepts is 0;", new FirstReviewOptions { Concepts = 0 }.Problem, StringComparison.Ordinal);
    }

    private Task<ConceptDetails?> FindAsync(Guid id, Actor? viewer) => _hub.Get<Concepts>().FindAsync(id, viewer, Token);

    private async Task<IEnumerable<string>> FoundAsync() => (await _hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items.Select(card => card.Name);

    private async Task<IEnumerable<NoticeKind>> ToldAsync(Actor actor) =>
        (await _hub.Get<Notices>().ReadAsync(actor, Token)).Select(notice => notice.Kind).Where(kind => kind is not (NoticeKind.TrainingDone or NoticeKind.Follower));

    // As it is now.
    private async Task<ActionResult> ApproveAsync(Guid concept) =>
        await Reviews.ApproveAsync(_mo, concept, (await Reviews.ListAsync(_mo, Token))!.Single(waiting => waiting.Concept.Target.Id == concept).AskedAt, Fine, Token);
}
