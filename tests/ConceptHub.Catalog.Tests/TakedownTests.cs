namespace ConceptHub.Catalog.Tests;

/// <summary>What is hidden is gone everywhere at once.</summary>
public sealed class TakedownTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hidden_concept_leaves_pages_search_downloads_pictures_recipes_and_jobs()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var recipe = await hub.SaveRecipeAsync(ben, new RecipeEntry(rex, 1, 1));
        var (running, queued, own) = (await OrderAsync(hub, ben, rex), await OrderAsync(hub, ben, rex), await OrderAsync(hub, ann, rex));
        var other = Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(ben)).JobId;
        var leased = await hub.LeaseAsync();
        var cover = (await hub.Get<Concepts>().FindAsync(rex, ben, Token))!.Card.Cover!;

        await hub.Get<Moderation>().HideAsync(mo, new ModerationTarget(TargetKind.Concept, rex), "not yours", Token);

        Assert.Null(await hub.Get<Concepts>().FindAsync(rex, ben, Token));
        Assert.Empty((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Items);
        Assert.IsType<OpenFileResult.NotFound>(await hub.Get<ConceptFiles>().OpenAsync(rex, 1, ben, Token));
        Assert.Null(await hub.Get<BlobAccess>().OpenAsync(cover, ben, Token));
        Assert.Contains("hidden by a moderator", Assert.Single((await hub.Get<Composer>().ResolveAsync(TestHub.Model, [new RecipeEntry(rex, 1, 1)], RecipeUse.Drawing(ben), Token)).Problems).Sentence);
        Assert.IsType<FinishResult.LeaseLost>(await hub.Get<JobEndings>().FinishGenerationAsync(leased.Lease, ["blob"], Token));
        Assert.All([(ben, running), (ben, queued), (ann, own)], job => Assert.Equal("taken-down", FailureOf(hub, job.Item1, job.Item2)));
        Assert.Null(FailureOf(hub, ben, other));
        Assert.Equal("Rex", Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token), notice => notice.Kind == NoticeKind.PartTaken).Title);
        Assert.NotEqual(Guid.Empty, recipe);
    }

    [Fact]
    public async Task Unpublished_concept_stays_with_its_owner_s_jobs_only()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mo) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var (others, own) = (await OrderAsync(hub, ben, rex), await OrderAsync(hub, ann, rex));

        await hub.Get<ConceptActs>().UnpublishAsync(mo, rex, "please mend it", Token);

        Assert.Equal(("taken-down", null), (FailureOf(hub, ben, others), FailureOf(hub, ann, own)));
    }

    private static async Task<Guid> OrderAsync(TestHub hub, Actor actor, Guid concept) =>
        Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(actor, new RecipeEntry(concept, 1, 1))).JobId;

    private static string? FailureOf(TestHub hub, Actor actor, Guid job)
    {
        using var database = hub.Database();
        return database.Jobs.Single(j => j.Id == job && j.OwnerId == actor.Id).FailureCode;
    }
}
