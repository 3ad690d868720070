namespace ConceptHub.Catalog.Tests;

public sealed class NoticesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Followers_hear_of_what_is_published_until_they_unfollow()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var follows = hub.Get<Follows>();
        Assert.IsType<ActionResult.Refused>(await follows.FollowAsync(ann, ann.Id, Token));
        Assert.IsType<ActionResult.NotFound>(await follows.FollowAsync(ben, Guid.NewGuid(), Token));
        await follows.FollowAsync(ben, ann.Id, Token);
        await follows.FollowAsync(ben, ann.Id, Token);
        var rex = await hub.PublishAsync(ann, "hund", "Rex");
        Assert.Equal(new FollowInfo(1, true), await follows.OfAsync(ann.Id, ben, Token));

        var told = Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token));
        Assert.Equal((NoticeKind.NewConcept, "ann", rex, "Rex", true), (told.Kind, told.ActorName, told.ConceptId, told.Title, told.IsNew));
        await follows.UnfollowAsync(ben, ann.Id, Token);
        await hub.PublishAsync(ann, "katze", "Tom");
        Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token));

        await follows.FollowAsync(ben, ann.Id, Token);   // again: she was told before
        Assert.Single((await hub.Get<Notices>().ReadAsync(ann, Token)), notice => notice.Kind == NoticeKind.Follower);
    }

    [Fact]
    public async Task Notices_are_new_until_they_were_looked_at()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var notices = hub.Get<Notices>();
        await hub.Get<Follows>().FollowAsync(ben, ann.Id, Token);

        Assert.Equal((1, 0), (await notices.UnreadAsync(ann, Token), await notices.UnreadAsync(ben, Token)));
        Assert.True(Assert.Single(await notices.ReadAsync(ann, Token)).IsNew);
        Assert.False(Assert.Single(await notices.ReadAsync(ann, Token)).IsNew);
        Assert.Equal(0, await notices.UnreadAsync(ann, Token));
    }

    [Fact]
    public async Task Owners_hear_of_trainings_reviews_and_what_moderators_did()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mod) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mod", HubRoles.Moderator));
        var draft = await hub.DraftAsync(ann, "broken");
        await hub.StartTrainingAsync(ann, draft);
        await hub.Get<JobEndings>().FailAsync((await hub.LeaseAsync()).Lease, new JobFailure("memory", "The device ran out of memory."), Token);
        var rex = await hub.PublishAsync(ann, "hund", "Rex");
        await hub.DrawAsync(ben, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Public, new RecipeEntry(rex, 1, 1));
        await hub.Get<Reviews>().WriteAsync(ben, rex, new ReviewDraft(3, ""), Token);
        await hub.Get<Reviews>().WriteAsync(ben, rex, new ReviewDraft(4, ""), Token);   // a change is no news
        var target = new ModerationTarget(TargetKind.Concept, rex);
        await hub.Get<Moderation>().HideAsync(mod, target, "not yours", Token);
        await hub.Get<Moderation>().RestoreAsync(mod, target, "a mistake", Token);

        var told = await hub.Get<Notices>().ReadAsync(ann, Token);

        Assert.Equal(
            [(NoticeKind.Restored, "Rex", "a mistake"), (NoticeKind.Hidden, "Rex", "not yours"), (NoticeKind.Review, "Rex", ""), (NoticeKind.TrainingDone, "<hund>", ""), (NoticeKind.TrainingFailed, "<broken>", "The device ran out of memory.")],
            told.Select(notice => (notice.Kind, notice.Title, notice.Text)));
        Assert.All(told, notice => Assert.NotEqual("mod", notice.ActorName));
    }
}
