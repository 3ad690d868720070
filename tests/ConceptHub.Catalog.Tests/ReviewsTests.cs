using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class ReviewsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_who_made_a_picture_with_it_reviews_and_never_the_owner()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var rex = await hub.PublishAsync(ann, "hund", "Rex");
        var reviews = hub.Get<Reviews>();

        Assert.Equal(ReviewRight.Guest, (await reviews.OfAsync(rex, null, 1, Token)).Right);
        Assert.Equal(ReviewRight.Owner, (await reviews.OfAsync(rex, ann, 1, Token)).Right);
        Assert.Equal(ReviewRight.NotUsed, (await reviews.OfAsync(rex, ben, 1, Token)).Right);
        await RefusedAsync(hub, ben, rex, new ReviewDraft(5, ""), "picture with it first");
        await DrawAsync(hub, ann, rex);
        await RefusedAsync(hub, ann, rex, new ReviewDraft(5, ""), "of their own");
        await DrawAsync(hub, ben, rex);
        await RefusedAsync(hub, ben, rex, new ReviewDraft(6, ""), "one to five");
        await RefusedAsync(hub, ben, rex, new ReviewDraft(5, new string('x', 2001)), "2001");
        Assert.IsType<ActionResult.Done>(await reviews.WriteAsync(ben, rex, new ReviewDraft(4, " keeps its ears "), Token));

        var seen = Assert.Single((await reviews.OfAsync(rex, null, 1, Token)).Others.Items);
        Assert.Equal((4, "keeps its ears", "ben", 1, 1, 1), (seen.Stars, seen.Text, seen.AuthorName, seen.VersionNumber, seen.PicturesMade, seen.Examples.Count));
        var own = await reviews.OfAsync(rex, ben, 1, Token);
        Assert.Equal((ReviewRight.May, seen.Id, 0), (own.Right, own.Mine!.Id, own.Others.Total));
    }

    [Fact]
    public async Task Writing_again_changes_the_one_review_and_the_mean_follows()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ben) = await UsedAsync(hub);
        var reviews = hub.Get<Reviews>();
        await reviews.WriteAsync(ben, rex, new ReviewDraft(2, "bad"), Token);
        await reviews.WriteAsync(ben, rex, new ReviewDraft(5, "good"), Token);
        var cleo = await hub.JoinAsync("cleo");
        await DrawAsync(hub, cleo, rex);
        await reviews.WriteAsync(cleo, rex, new ReviewDraft(4, ""), Token);

        var card = (await hub.Get<Concepts>().FindAsync(rex, null, Token))!.Card;
        Assert.Equal((2, 4.5), (card.ReviewCount, card.Stars));
        var mine = (await reviews.OfAsync(rex, ben, 1, Token)).Mine!;
        Assert.Equal(("good", true), (mine.Text, mine.EditedAt is not null));
        Assert.IsType<ActionResult.NotAllowed>(await reviews.DeleteAsync(cleo, mine.Id, Token));
        Assert.IsType<ActionResult.Done>(await reviews.DeleteAsync(ben, mine.Id, Token));
        Assert.Equal(4, (await hub.Get<Concepts>().FindAsync(rex, null, Token))!.Card.Stars);
    }

    [Fact]
    public async Task Best_rated_trusts_many_before_one()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ben) = await UsedAsync(hub);
        var owner = await hub.JoinAsync("olga");
        var (bella, unrated) = (await hub.PublishAsync(owner, "bella", "Bella"), await hub.PublishAsync(owner, "dull", "Dull"));
        await hub.Get<Reviews>().WriteAsync(ben, rex, new ReviewDraft(5, ""), Token);
        for (var i = 0; i < 4; i++)
        {
            var fan = await hub.JoinAsync($"fan{i}");
            await DrawAsync(hub, fan, bella);
            await hub.Get<Reviews>().WriteAsync(fan, bella, new ReviewDraft(i == 0 ? 4 : 5, ""), Token);
        }

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Sort = ConceptSort.BestRated }, Token);

        Assert.Equal([bella, rex, unrated], found.Cards.Items.Select(card => card.Id));
    }

    [Fact]
    public async Task Hidden_review_counts_for_nothing_until_it_is_restored()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ben) = await UsedAsync(hub);
        var (mod, cleo) = (await hub.JoinAsync("mod", HubRoles.Moderator), await hub.JoinAsync("cleo"));
        await hub.Get<Reviews>().WriteAsync(ben, rex, new ReviewDraft(1, "spam spam"), Token);
        var target = new ModerationTarget(TargetKind.Review, (await hub.Get<Reviews>().OfAsync(rex, ben, 1, Token)).Mine!.Id);
        var moderation = hub.Get<Moderation>();

        Assert.IsType<ReportResult.Received>(await moderation.ReportAsync(cleo, target, new ReportDraft(ReportReason.Spam, ""), Token));
        var reported = Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mod, new QueueFilter(), Token))!.Items);
        Assert.Equal(("1 of 5 for Rex: spam spam", "ben", rex), (reported.Title, reported.OwnerName, reported.Page!.ConceptId));
        Assert.IsType<ActionResult.Done>(await moderation.HideAsync(mod, target, "advertising", Token));
        Assert.Equal((0, null), ((await hub.Get<Concepts>().FindAsync(rex, null, Token))!.Card.ReviewCount, (await hub.Get<Concepts>().FindAsync(rex, null, Token))!.Card.Stars));
        Assert.Empty((await hub.Get<Reviews>().OfAsync(rex, cleo, 1, Token)).Others.Items);
        Assert.Equal("advertising", (await hub.Get<Reviews>().OfAsync(rex, ben, 1, Token)).Mine!.HiddenReason);
        await RefusedAsync(hub, ben, rex, new ReviewDraft(5, "again"), "moderator hid");
        Assert.Contains((await new ModerationHistory(hub.Get<IDbContextFactory<HubDbContext>>()).ListAsync(mod, Token))!, item => item.Target == target);
        Assert.IsType<ActionResult.Done>(await moderation.RestoreAsync(mod, target, "a mistake", Token));
        Assert.Equal(1, (await hub.Get<Concepts>().FindAsync(rex, null, Token))!.Card.Stars);
    }

    private static async Task RefusedAsync(TestHub hub, Actor actor, Guid concept, ReviewDraft draft, string because) =>
        Assert.Contains(because, Assert.IsType<ActionResult.Refused>(await hub.Get<Reviews>().WriteAsync(actor, concept, draft, Token)).Sentence);

    private static Task DrawAsync(TestHub hub, Actor actor, Guid concept) =>
        hub.DrawAsync(actor, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Public, new RecipeEntry(concept, 1, 1));

    private static async Task<(Guid Concept, Actor Ben)> UsedAsync(TestHub hub)
    {
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var rex = await hub.PublishAsync(ann, "hund", "Rex");
        await DrawAsync(hub, ben, rex);
        return (rex, ben);
    }
}
