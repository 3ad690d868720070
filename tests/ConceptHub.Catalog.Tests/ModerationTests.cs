namespace ConceptHub.Catalog.Tests;

public sealed class ModerationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hidden_concept_is_seen_by_its_owner_with_the_reason_and_by_nobody_else()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var target = new ModerationTarget(TargetKind.Concept, await hub.PublishAsync(ann, "rex", "Rex"));
        var moderation = hub.Get<Moderation>();
        Assert.IsType<ReportResult.Received>(await moderation.ReportAsync(ben, target, new ReportDraft(ReportReason.Copyright, "my dog") { Answers = new ReportAnswers { Work = "Rex", Holder = "Ben", Standing = ReporterStanding.Self } }, Token));

        Assert.IsType<ActionResult.Done>(await moderation.HideAsync(mo, target, "not your dog", Token));

        var concepts = hub.Get<Concepts>();
        Assert.Equal("not your dog", (await concepts.FindAsync(target.Id, ann, Token))!.HiddenReason);
        Assert.Null(await concepts.FindAsync(target.Id, ben, Token));
        Assert.Null(await concepts.FindAsync(target.Id, null, Token));
        Assert.Empty((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items);
        Assert.IsType<SubmitResult.Refused>(await hub.ComposeAsync(ann, new RecipeEntry(target.Id, 1, 1)));
        Assert.Empty((await hub.Get<ModerationQueue>().ListAsync(mo, new QueueFilter(), Token))!.Items);
    }

    [Fact]
    public async Task Restored_concept_is_back()
    {
        await using var hub = await TestHub.StartAsync();
        var mo = await hub.JoinAsync("mo", HubRoles.Moderator);
        var target = new ModerationTarget(TargetKind.Concept, await hub.PublishAsync(mo, "rex", "Rex"));
        await hub.Get<Moderation>().HideAsync(mo, target, "a mistake", Token);

        Assert.IsType<ActionResult.Done>(await hub.Get<Moderation>().RestoreAsync(mo, target, "it was one", Token));

        Assert.Null((await hub.Get<Concepts>().FindAsync(target.Id, null, Token))!.HiddenReason);
        Assert.Equal(["restore", "hide"], (await hub.Get<Audit>().FindAsync(mo, new AuditQuery(), Token))!.Lines.Select(line => line.Action));
    }

    [Fact]
    public async Task Members_without_the_role_may_do_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann", HubRoles.Trusted);
        var target = new ModerationTarget(TargetKind.Concept, await hub.PublishAsync(ann, "rex", "Rex"));
        var moderation = hub.Get<Moderation>();

        Assert.IsType<ActionResult.NotAllowed>(await moderation.HideAsync(ann, target, "why", Token));
        Assert.IsType<ActionResult.NotAllowed>(await moderation.RestoreAsync(ann, target, "why", Token));
        Assert.IsType<ActionResult.NotAllowed>(await moderation.DismissAsync(ann, Guid.NewGuid(), "why", Token));
        Assert.Null(await hub.Get<ModerationQueue>().ListAsync(ann, new QueueFilter(), Token));
        Assert.Null(await hub.Get<Audit>().FindAsync(ann, new AuditQuery(), Token));
    }

    [Fact]
    public async Task Reports_are_listed_by_item_and_each_can_be_dismissed()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Administrator));
        await hub.ComposeAsync(ann);
        await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, ["blob"], Token);
        var picture = Assert.Single((await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items);
        var target = new ModerationTarget(TargetKind.Picture, picture.Id);
        var moderation = hub.Get<Moderation>();
        await moderation.ReportAsync(ben, target, new ReportDraft(ReportReason.Spam, ""), Token);
        Assert.IsType<ReportResult.AlreadyReported>(await moderation.ReportAsync(ben, target, new ReportDraft(ReportReason.Spam, "again"), Token));
        await moderation.ReportAsync(mo, target, new ReportDraft(ReportReason.Other, "odd"), Token);

        var item = Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mo, new QueueFilter(), Token))!.Items);
        await moderation.DismissAsync(mo, item.Reports[0].Id, "it is fine", Token);
        var left = Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mo, new QueueFilter(), Token))!.Items);

        Assert.Equal(("a dog on a hill", "ann", "ben"), (item.Title, item.OwnerName, item.Reports[0].ReporterName));
        Assert.Equal("odd", Assert.Single(left.Reports).Text);
    }

    [Fact]
    public async Task Hidden_picture_leaves_the_concept_page()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, 1));
        await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, ["blob"], Token);
        var picture = Assert.Single((await hub.Get<Pictures>().MadeWithAsync(concept, 1, Token)).Items);

        await hub.Get<Moderation>().HideAsync(mo, new ModerationTarget(TargetKind.Picture, picture.Id), "odd", Token);

        Assert.Empty((await hub.Get<Pictures>().MadeWithAsync(concept, 1, Token)).Items);
        Assert.Equal("odd", Assert.Single((await hub.Get<Pictures>().MineAsync(ann, 1, Token)).Items).HiddenReason);
    }
}
