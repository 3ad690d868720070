using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class UnpublishingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unpublished_concept_is_seen_by_its_creator_and_moderators_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mod) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mod", HubRoles.Moderator));
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var details = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!;
        await FoundAsync(hub, 1);

        Assert.IsType<ActionResult.Done>(await hub.Get<ConceptListing>().UnpublishAsync(ann, concept, Token));

        await FoundAsync(hub, 0);
        foreach (var (viewer, sees) in new[] { (null, false), (ben, false), (ann, true), (mod, true) })
        {
            Assert.Equal(sees ? ConceptState.Unpublished : null, (await hub.Get<Concepts>().FindAsync(concept, viewer, Token))?.State);
            var cover = await hub.Get<BlobAccess>().OpenAsync(details.Card.Cover!, viewer, Token);
            var file = (await hub.Get<ConceptFiles>().OpenAsync(concept, 1, viewer, Token)) as OpenFileResult.Opened;
            Assert.Equal((sees, sees), (cover is not null, file is not null));
            if (cover is not null) await cover.Content.DisposeAsync();
            if (file is not null) await file.Content.DisposeAsync();
        }

        Assert.Equal([new UnlistedConcept(concept, "Rex", "rex", null, null)], await hub.Get<UnlistedConcepts>().OfAsync(ann, Token));
    }

    [Fact]
    public async Task Creator_goes_on_using_it_and_others_are_told()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var (rex, max) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "max", "Max"));
        var recipe = await hub.SaveRecipeAsync(ben, new RecipeEntry(rex, 1, 1), new RecipeEntry(max, 1, 1));
        await hub.Get<ConceptListing>().UnpublishAsync(ann, rex, Token);

        var others = await hub.ComposeAsync(ben, new RecipeEntry(rex, 1, 1));
        var settled = await hub.Get<Settlings>().SubmitAsync(ben, TestHub.Model, [new RecipeEntry(rex, 1, 1), new RecipeEntry(max, 1, 1)], Token);

        const string sentence = "“Rex” was taken out of the catalog by its creator. Please take it out of the recipe.";
        Assert.Equal([sentence], Assert.IsType<SubmitResult.Refused>(others).Problems);
        Assert.Equal([sentence], Assert.IsType<SubmitResult.Refused>(settled).Problems);
        Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(ann, new RecipeEntry(rex, 1, 1)));
        await hub.SaveRecipeAsync(ann, new RecipeEntry(rex, 1, 1));
        Assert.Equal(["Max"], (await hub.Get<Recipes>().FindAsync(recipe, null, Token))!.Card.ConceptNames);
    }

    [Fact]
    public async Task Publishing_again_is_no_news()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await hub.Get<Follows>().FollowAsync(ben, ann.Id, Token);
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var published = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!.Card.PublishedAt;
        await hub.Get<ConceptListing>().UnpublishAsync(ann, concept, Token);
        hub.Clock.Advance(TimeSpan.FromDays(3));
        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), "In between.");

        Assert.IsType<ActionResult.Done>(await hub.Get<ConceptListing>().PublishAsync(ann, concept, Token));

        await FoundAsync(hub, 1);
        Assert.Equal(published, (await hub.Get<Concepts>().FindAsync(concept, null, Token))!.Card.PublishedAt);
        Assert.Equal([NoticeKind.NewConcept], (await hub.Get<Notices>().ReadAsync(ben, Token)).Select(notice => notice.Kind));
        Assert.Empty(await hub.Get<UnlistedConcepts>().OfAsync(ann, Token));
    }

    [Fact]
    public async Task Unpublishing_is_no_way_round_a_moderator()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var target = new ModerationTarget(TargetKind.Concept, concept);
        await hub.Get<ConceptListing>().UnpublishAsync(ann, concept, Token);
        await hub.Get<Moderation>().HideAsync(Actor.Operator, target, "Copies a poster.", Token);

        Assert.IsType<ActionResult.Refused>(await hub.Get<ConceptListing>().PublishAsync(ann, concept, Token));
        Assert.IsType<ActionResult.Refused>(await hub.Get<ConceptListing>().UnpublishAsync(ann, concept, Token));
        Assert.Equal("Copies a poster.", Assert.Single(await hub.Get<UnlistedConcepts>().OfAsync(ann, Token)).HiddenReason);

        await hub.Get<Moderation>().RestoreAsync(Actor.Operator, target, "It does not.", Token);
        Assert.Equal(ConceptState.Unpublished, (await hub.Get<Concepts>().FindAsync(concept, ann, Token))!.State);
    }

    [Fact]
    public async Task Only_the_creator_unpublishes_and_not_while_suspended()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var concept = await hub.PublishAsync(ann, "rex", "Rex");

        Assert.IsType<ActionResult.NotAllowed>(await hub.Get<ConceptListing>().UnpublishAsync(ben, concept, Token));
        Assert.IsType<ActionResult.NotFound>(await hub.Get<ConceptListing>().UnpublishAsync(ben, Guid.NewGuid(), Token));
        await hub.Get<ConceptListing>().UnpublishAsync(ann, concept, Token);
        await using (var database = hub.Database()) await database.Users.Where(m => m.Id == ann.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, hub.Clock.GetUtcNow()), Token);
        Assert.Contains("suspended", Assert.IsType<ActionResult.Refused>(await hub.Get<ConceptListing>().PublishAsync(ann, concept, Token)).Sentence);
    }

    private static async Task FoundAsync(TestHub hub, int times)
    {
        Assert.Equal(times, (await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Total);
        Assert.Equal(times, (await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Creator = "ann" }, Token)).Facets.Kinds.Values.Sum());
    }
}
