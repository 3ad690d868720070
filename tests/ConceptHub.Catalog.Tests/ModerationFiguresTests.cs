namespace ConceptHub.Catalog.Tests;

public sealed class ModerationFiguresTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mo = null!, _mia = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
        (_mo, _mia) = (await _hub.JoinAsync("mo", HubRoles.Moderator), await _hub.JoinAsync("mia", HubRoles.Moderator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Nothing_happened_yet()
    {
        var review = (await FindAsync(7))!;

        Assert.Equal((0, 0, 0, 0), (review.Open.Sum(age => age.Items), review.OpenAppeals, review.Reports, review.Appeals));
        Assert.Equal((null, null), (review.Median, review.Ninetieth));
        Assert.Empty(review.Acts);
        Assert.Null(await _hub.Get<ModerationFigures>().FindAsync(_ann, TimeSpan.FromDays(7), Token));
    }

    [Fact]
    public async Task Open_items_are_counted_once_by_the_age_of_their_first_report()
    {
        await ReportedAsync(_ben);
        _hub.Clock.Advance(TimeSpan.FromDays(5));
        var twice = await ReportedAsync(_ben);
        _hub.Clock.Advance(TimeSpan.FromDays(2));
        await _hub.Get<Moderation>().ReportAsync(_mia, twice, new ReportDraft(ReportReason.Spam, ""), Token);
        await ReportedAsync(_ben);

        Assert.Equal([1, 1, 0, 1], (await FindAsync(7))!.Open.Select(age => age.Items));
    }

    [Fact]
    public async Task Times_to_the_first_action_are_told_by_median_and_ninetieth()
    {
        await ReportedAsync(_ben); // never acted on
        _hub.Clock.Advance(TimeSpan.FromDays(20));
        foreach (var hours in new[] { 1, 2, 3, 4, 10 })
        {
            var item = await ReportedAsync(_ben);
            _hub.Clock.Advance(TimeSpan.FromHours(hours));
            await HideAsync(item, 0);
        }

        var rated = new ModerationTarget(TargetKind.Concept, await _hub.PublishAsync(_ben, "rex", "Rex"));
        await _hub.Get<Moderation>().ReportAsync(_ann, rated, new ReportDraft(ReportReason.Spam, ""), Token);
        _hub.Clock.Advance(TimeSpan.FromHours(5));
        await _hub.Get<ConceptActs>().RateAsync(_mo, rated.Id, AgeRating.Teen, "Teen.", Token); // leaves the report open

        var review = (await FindAsync(7))!;
        Assert.Equal((6, 6, TimeSpan.FromHours(3), TimeSpan.FromHours(10)), (review.Reports, review.Acted, review.Median, review.Ninetieth));
        Assert.Equal((7, 6), await FindAsync(30) is { } month ? (month.Reports, month.Acted) : default);
    }

    [Fact]
    public async Task Acts_by_ground_repeat_offenders_and_what_appeals_overturned()
    {
        await HideAsync(await ReportedAsync(_ben), 3); // brings a mute, which is no act of its own
        await HideAsync(await ReportedAsync(_ben), 1);
        await HideAsync(await ReportedAsync(_ann), 1);
        foreach (var decision in (await _hub.Get<Decisions>().MineAsync(_ben, Token)).Where(d => d.Action == DecisionAction.Hide)) await _hub.Get<Appeals>().MakeAsync(_ben, decision.Id, "That was all wrong.", Token);
        await _hub.Get<Appeals>().MakeAsync(_ann, (await _hub.Get<Decisions>().MineAsync(_ann, Token))[0].Id, "That was all wrong.", Token);
        var appeals = (await _hub.Get<Appeals>().ListAsync(_mia, Token))!;
        await _hub.Get<Appeals>().OverturnAsync(_mia, appeals.First(a => a.Decision.Points!.Count == 1).Id, "It was.", Token);
        await _hub.Get<Appeals>().UpholdAsync(_mia, appeals.First(a => a.Decision.Points!.Count == 3).Id, "It was not.", Token);

        var review = (await FindAsync(7))!;

        Assert.Equal([new GroundCount(DecisionReason.Spam, 3)], review.Acts);
        Assert.Equal(("ben", 2), Assert.Single(review.Offenders) is var ben ? (ben.Name, ben.Acts) : default);
        Assert.Equal((1, 2, 1), (review.OpenAppeals, review.Appeals, review.Overturned));
        _hub.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal((0, 0), await FindAsync(7) is { } later ? (later.Acts.Count, later.Appeals) : default);
    }

    private Task<ModerationReview?> FindAsync(int days) => _hub.Get<ModerationFigures>().FindAsync(_mo, TimeSpan.FromDays(days), Token);

    // By somebody else, as spam.
    private async Task<ModerationTarget> ReportedAsync(Actor owner)
    {
        var created = await _hub.Get<CollectionEditing>().CreateAsync(owner, new CollectionWords($"Set {Guid.NewGuid():N}"[..20], "", RecipeVisibility.Public), null, Token);
        var target = new ModerationTarget(TargetKind.Collection, Assert.IsType<CreateCollectionResult.Created>(created).Id);
        Assert.IsType<ReportResult.Received>(await _hub.Get<Moderation>().ReportAsync(owner == _ann ? _mia : _ann, target, new ReportDraft(ReportReason.Spam, ""), Token));
        return target;
    }

    private async Task HideAsync(ModerationTarget target, int points) =>
        Assert.IsType<ActionResult.Done>(await _hub.Get<Moderation>().HideAsync(_mo, target, new Grounds(DecisionReason.Spam, "") { Points = points }, Token));
}
