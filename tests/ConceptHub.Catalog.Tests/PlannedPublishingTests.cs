using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class PlannedPublishingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concept_comes_when_it_is_due_and_not_before()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await hub.Get<Follows>().FollowAsync(ben, ann.Id, Token);
        var at = hub.Clock.GetUtcNow().AddDays(2);
        var concept = await PlannedAsync(hub, ann, at);
        var listing = hub.Get<ConceptListing>();

        Assert.Equal(0, await listing.PublishDueAsync(Token));
        Assert.Null(await hub.Get<Concepts>().FindAsync(concept, ben, Token));
        Assert.Equal(at, (await hub.Get<Concepts>().FindAsync(concept, ann, Token))!.ScheduledFor);
        Assert.Equal(at, Assert.Single(await hub.Get<UnlistedConcepts>().OfAsync(ann, Token)).ScheduledFor);
        Assert.Empty(await hub.Get<Notices>().ReadAsync(ben, Token));

        hub.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((1, 0), (await listing.PublishDueAsync(Token), await listing.PublishDueAsync(Token)));

        var details = (await hub.Get<Concepts>().FindAsync(concept, ben, Token))!;
        Assert.Equal((ConceptState.Published, null, hub.Clock.GetUtcNow()), (details.State, details.ScheduledFor, details.Card.PublishedAt));
        Assert.Equal((NoticeKind.NewConcept, (Guid?)concept), Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token)) is var notice ? (notice.Kind, notice.ConceptId) : default);
        Assert.Equal(1, (await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Total);
    }

    [Fact]
    public async Task Creator_publishes_at_once_and_followers_hear_of_it_once()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await hub.Get<Follows>().FollowAsync(ben, ann.Id, Token);
        var concept = await PlannedAsync(hub, ann, hub.Clock.GetUtcNow().AddDays(2));
        var listing = hub.Get<ConceptListing>();

        Assert.IsType<ActionResult.Done>(await listing.PublishAsync(ann, concept, Token));
        await listing.UnpublishAsync(ann, concept, Token);
        hub.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await listing.PublishDueAsync(Token));
        await listing.PublishAsync(ann, concept, Token);

        Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token));
    }

    [Fact]
    public async Task Time_can_be_changed_until_it_comes()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var now = hub.Clock.GetUtcNow();
        var concept = await PlannedAsync(hub, ann, now.AddDays(2));
        var listing = hub.Get<ConceptListing>();

        Assert.IsType<ActionResult.Done>(await listing.ScheduleAsync(ann, concept, now.AddDays(1), Token));
        Assert.IsType<ActionResult.NotAllowed>(await listing.ScheduleAsync(ben, concept, now.AddDays(1), Token));
        Assert.Contains("is over", Assert.IsType<ActionResult.Refused>(await listing.ScheduleAsync(ann, concept, now, Token)).Sentence);
        Assert.Contains("a year ahead", Assert.IsType<ActionResult.Refused>(await listing.ScheduleAsync(ann, concept, now.AddYears(1).AddDays(1), Token)).Sentence);
        hub.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await listing.PublishDueAsync(Token));
        Assert.IsType<ActionResult.Refused>(await listing.ScheduleAsync(ann, concept, now.AddDays(5), Token));
    }

    [Fact]
    public async Task Hidden_and_suspended_wait()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await PlannedAsync(hub, ann, hub.Clock.GetUtcNow().AddDays(1));
        var (listing, target) = (hub.Get<ConceptListing>(), new ModerationTarget(TargetKind.Concept, concept));
        await hub.Get<Moderation>().HideAsync(Actor.Operator, target, "Unclear.", Token);
        hub.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, await listing.PublishDueAsync(Token));
        await hub.Get<Moderation>().RestoreAsync(Actor.Operator, target, "Clear.", Token);
        await SuspendAsync(hub, ann, hub.Clock.GetUtcNow());
        Assert.Equal(0, await listing.PublishDueAsync(Token));
        await SuspendAsync(hub, ann, null);
        Assert.Equal(1, await listing.PublishDueAsync(Token));
    }

    [Fact]
    public async Task Time_that_is_over_keeps_the_draft()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.DraftAsync(ann, "rex");
        await hub.StartTrainingAsync(ann, draft);
        await hub.TrainAsync(await hub.LeaseAsync());

        var result = await hub.Get<Publishing>().PublishAsync(ann, draft, new PublishRequest { Name = "Rex", PublishAt = hub.Clock.GetUtcNow().AddMinutes(-1) }, Token);

        Assert.Contains("is over", Assert.Single(Assert.IsType<PublishResult.Refused>(result).Problems));
        Assert.Equal(DraftState.Trained, (await hub.DraftInfoAsync(ann, draft)).State);
    }

    private static Task<Guid> PlannedAsync(TestHub hub, Actor actor, DateTimeOffset at) => hub.PublishAsync(actor, "rex", new PublishRequest { Name = "Rex", PublishAt = at });

    private static async Task SuspendAsync(TestHub hub, Actor actor, DateTimeOffset? at)
    {
        await using var database = hub.Database();
        await database.Users.Where(m => m.Id == actor.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, at), Token);
    }
}
