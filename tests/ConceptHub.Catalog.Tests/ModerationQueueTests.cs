namespace ConceptHub.Catalog.Tests;

public sealed class ModerationQueueTests : IAsyncLifetime
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
    public async Task Decided_item_keeps_its_place_until_the_list_is_opened_anew_and_newcomers_come_last()
    {
        var (first, second, third) = (await ReportedAsync(_ann), await ReportedAsync(_ann), await ReportedAsync(_ann));
        var opened = await ListAsync(new QueueFilter());
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));

        await _hub.Get<Moderation>().HideAsync(_mo, second, "odd", Token);
        var fourth = await ReportedAsync(_ann);
        var later = await ListAsync(new QueueFilter { Since = opened.Since });
        var anew = await ListAsync(new QueueFilter());

        Assert.Equal([first, second, third, fourth], later.Items.Select(item => item.Target));
        Assert.Equal([false, true, false, false], later.Items.Select(item => item.IsDecided));
        Assert.Equal(3, later.Waiting);
        Assert.Equal([first, third, fourth], anew.Items.Select(item => item.Target));
    }

    [Fact]
    public async Task Claimed_item_is_decided_by_nobody_else_until_the_claim_ends()
    {
        var item = await ReportedAsync(_ann);
        var (queue, moderation) = (_hub.Get<ModerationQueue>(), _hub.Get<Moderation>());
        Assert.IsType<ActionResult.Done>(await queue.ClaimAsync(_mo, item, Token));

        Assert.StartsWith("mo works on this item now.", Assert.IsType<ActionResult.Refused>(await queue.ClaimAsync(_mia, item, Token)).Sentence);
        Assert.StartsWith("mo works on this item now.", Assert.IsType<ActionResult.Refused>(await moderation.HideAsync(_mia, item, "odd", Token)).Sentence);
        Assert.Equal("mo", Assert.Single((await ListAsync(new QueueFilter())).Items).Claim!.MemberName);

        _hub.Clock.Advance(ModerationQueue.ClaimLife);
        Assert.IsType<ActionResult.Done>(await queue.ClaimAsync(_mia, item, Token));
        Assert.IsType<ActionResult.Refused>(await queue.ClaimAsync(_mo, item, Token));
        await queue.ReleaseAsync(_mo, item, Token);
        Assert.IsType<ActionResult.Refused>(await queue.ClaimAsync(_mo, item, Token));
        await queue.ReleaseAsync(_mia, item, Token);
        Assert.IsType<ActionResult.Done>(await moderation.HideAsync(_mo, item, "odd", Token));
    }

    [Fact]
    public async Task Claims_and_releases_are_in_the_audit_once_each_and_not_among_what_was_done_to_the_item()
    {
        var item = await ReportedAsync(_ann);
        var queue = _hub.Get<ModerationQueue>();
        foreach (var _ in new[] { "anew", "again" }) await queue.ClaimAsync(_mo, item, Token);
        await queue.ClaimAsync(_mia, item, Token); // refused
        foreach (var _ in new[] { "anew", "again" }) await queue.ReleaseAsync(_mo, item, Token);
        await queue.ClaimAsync(_mia, item, Token);
        _hub.Clock.Advance(ModerationQueue.ClaimLife);
        await queue.ReleaseAsync(_mia, item, Token); // it had ended
        await queue.ClaimAsync(_ben, item, Token); // no moderator

        var lines = (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Target = item.Id.ToString() }, Token))!.Lines;

        Assert.Equal([("mo", "claim"), ("mo", "release"), ("mia", "claim")], lines.Reverse().Select(line => (line.ActorName, line.Action)));
        Assert.Empty((await _hub.Get<ItemFiles>().FindAsync(_mo, item, Token))!.History);
        Assert.IsType<AuditProof.Whole>(await _hub.Get<Audit>().VerifyAsync(Token));
    }

    [Fact]
    public async Task Items_are_filtered_by_claim_and_what_one_takes_stays_among_the_free_ones()
    {
        var (mine, free, others) = (await ReportedAsync(_ann), await ReportedAsync(_ann), await ReportedAsync(_ann));
        var opened = await ListAsync(new QueueFilter { Claim = QueueClaim.Free });
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await _hub.Get<ModerationQueue>().ClaimAsync(_mo, mine, Token);
        await _hub.Get<ModerationQueue>().ClaimAsync(_mia, others, Token);

        Assert.Equal([mine, free], (await ListAsync(new QueueFilter { Claim = QueueClaim.Free, Since = opened.Since })).Items.Select(item => item.Target));
        Assert.Equal([mine], (await ListAsync(new QueueFilter { Claim = QueueClaim.Mine })).Items.Select(item => item.Target));
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([free], (await ListAsync(new QueueFilter { Claim = QueueClaim.Free })).Items.Select(item => item.Target));
    }

    [Fact]
    public async Task Items_are_filtered_by_kind_reason_owner_and_age_and_similar_ones_are_counted()
    {
        var old = await ReportedAsync(_ann);
        _hub.Clock.Advance(TimeSpan.FromDays(2));
        var young = await ReportedAsync(_ann, ReportReason.Other);
        var bens = await ReportedAsync(_ben);

        Assert.Equal([old], (await ListAsync(new QueueFilter { Age = TimeSpan.FromDays(1) })).Items.Select(item => item.Target));
        Assert.Equal([young], (await ListAsync(new QueueFilter { Reason = ReportReason.Other })).Items.Select(item => item.Target));
        Assert.Equal([bens], (await ListAsync(new QueueFilter { Owner = "BEN" })).Items.Select(item => item.Target));
        Assert.Empty((await ListAsync(new QueueFilter { Kind = TargetKind.Comment })).Items);
        Assert.Equal([(1, 1), (1, 0), (0, 1)], (await ListAsync(new QueueFilter())).Items.Select(item => (item.SameOwner, item.SameReason)));
    }

    [Fact]
    public async Task File_of_an_item_tells_its_history_and_how_its_owner_stands()
    {
        var (hidden, fine) = (await ReportedAsync(_ann), await ReportedAsync(_ann));
        await _hub.Get<Moderation>().HideAsync(_mo, hidden, "not yours", Token);
        await _hub.Get<Moderation>().DismissAsync(_mo, (await _hub.Get<ItemFiles>().FindAsync(_mo, fine, Token))!.Item.Reports[0].Id, "it is fine", Token);

        var file = (await _hub.Get<ItemFiles>().FindAsync(_mia, hidden, Token))!;

        Assert.Equal(("hide", "not yours", "mo"), file.History[0] is var line ? (line.Action, line.Reason, line.ActorName) : default);
        Assert.True(file.Item.IsDecided);
        Assert.Equal(ReportState.Upheld, Assert.Single(file.Item.Reports).State);
        Assert.Equal(("ann", 1, 1, 1), (file.Owner.Name, file.Owner.Upheld, file.Owner.Dismissed, file.Owner.HiddenItems));
        Assert.Null(await _hub.Get<ItemFiles>().FindAsync(_ben, hidden, Token));
    }

    [Fact]
    public async Task Reporters_hear_what_came_of_their_reports()
    {
        var (hidden, fine) = (await ReportedAsync(_ann), await ReportedAsync(_ann));
        foreach (var target in new[] { hidden, fine }) await _hub.Get<Moderation>().ReportAsync(_ben, target, new ReportDraft(ReportReason.Spam, ""), Token);

        await _hub.Get<Moderation>().HideAsync(_mo, hidden, "odd", Token);
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var report in (await _hub.Get<ItemFiles>().FindAsync(_mo, fine, Token))!.Item.Reports) await _hub.Get<Moderation>().DismissAsync(_mo, report.Id, "it is fine", Token);

        Assert.Equal([NoticeKind.ReportDismissed, NoticeKind.ReportUpheld], (await _hub.Get<Notices>().ReadAsync(_ben, Token)).Select(notice => notice.Kind));
        Assert.StartsWith("Collection ", (await _hub.Get<Notices>().ReadAsync(_ben, Token))[0].Title);
    }

    [Fact]
    public async Task Members_without_the_role_claim_nothing()
    {
        var item = await ReportedAsync(_ann);

        Assert.IsType<ActionResult.NotAllowed>(await _hub.Get<ModerationQueue>().ClaimAsync(_ben, item, Token));
        Assert.IsType<ActionResult.NotAllowed>(await _hub.Get<ModerationQueue>().ReleaseAsync(_ben, item, Token));
        Assert.Null(await _hub.Get<ModerationQueue>().ListAsync(_ben, new QueueFilter(), Token));
    }

    private async Task<Queue> ListAsync(QueueFilter filter) => (await _hub.Get<ModerationQueue>().ListAsync(_mo, filter, Token))!;

    /// <summary>A collection of somebody's, reported a second after what came before.</summary>
    private async Task<ModerationTarget> ReportedAsync(Actor owner, ReportReason reason = ReportReason.Spam)
    {
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        var created = await _hub.Get<CollectionEditing>().CreateAsync(owner, new CollectionWords($"Collection {Guid.NewGuid():N}", "", RecipeVisibility.Public), null, Token);
        var id = Assert.IsType<CreateCollectionResult.Created>(created).Id;
        var reporter = await _hub.JoinAsync($"reporter-{Guid.NewGuid():N}"[..30]);
        var target = new ModerationTarget(TargetKind.Collection, id);
        Assert.IsType<ReportResult.Received>(await _hub.Get<Moderation>().ReportAsync(reporter, target, new ReportDraft(reason, "look"), Token));
        return target;
    }
}
