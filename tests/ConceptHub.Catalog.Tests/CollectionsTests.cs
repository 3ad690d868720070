using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class CollectionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concepts_are_kept_in_the_order_that_their_keeper_gives_them()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var (rex, tom, bella) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "tom", "Tom"), await hub.PublishAsync(ann, "bella", "Bella"));
        var id = await CreateAsync(hub, ben, "Pets", first: rex);
        var editing = hub.Get<CollectionEditing>();
        await editing.AddAsync(ben, id, tom, Token);
        await editing.AddAsync(ben, id, bella, Token);
        Assert.IsType<ActionResult.Done>(await editing.AddAsync(ben, id, rex, Token));   // it is there already
        Assert.Equal("Rex Tom Bella", await NamesAsync(hub, id, ben));

        await editing.MoveAsync(ben, id, bella, 0, Token);
        Assert.Equal("Bella Rex Tom", await NamesAsync(hub, id, ben));
        await editing.MoveAsync(ben, id, bella, 99, Token);
        await editing.RemoveAsync(ben, id, rex, Token);
        Assert.Equal("Tom Bella", await NamesAsync(hub, id, ben));

        Assert.IsType<ActionResult.NotFound>(await editing.AddAsync(ben, id, Guid.NewGuid(), Token));
        Assert.IsType<ActionResult.NotFound>(await editing.MoveAsync(ben, id, rex, 0, Token));
        Assert.Equal(("Pets", true), Assert.Single(await hub.Get<Collections>().ChoicesAsync(ben, tom, Token)) is var choice ? (choice.Name, choice.IsIn) : default);
        Assert.False(Assert.Single(await hub.Get<Collections>().ChoicesAsync(ben, rex, Token)).IsIn);
    }

    [Fact]
    public async Task Composer_gets_the_newest_versions_as_strong_as_recommended()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var rex = await hub.PublishAsync(ann, "rex", new PublishRequest { Name = "Rex", Strength = new StrengthRange(.8f, .1f, 1.5f) });
        var id = await CreateAsync(hub, ann, "Pets", first: rex);

        Assert.Equal([new RecipeEntry(rex, 1, .8f)], (await FindAsync(hub, id, ann))!.Recipe);
    }

    [Theory]
    [InlineData(RecipeVisibility.Private, false, false)]
    [InlineData(RecipeVisibility.Unlisted, true, false)]
    [InlineData(RecipeVisibility.Public, true, true)]
    public async Task Others_see_what_its_keeper_lets_them(RecipeVisibility visibility, bool opens, bool isFound)
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var id = await CreateAsync(hub, ann, "Pets", visibility, rex);
        var collections = hub.Get<Collections>();

        Assert.Equal((opens, opens), (await FindAsync(hub, id, ben) is not null, await FindAsync(hub, id, null) is not null));
        Assert.NotNull(await FindAsync(hub, id, ann));
        var count = isFound ? 1 : 0;
        Assert.Equal((count, count), ((await collections.ByAsync(ann.Id, 1, Token)).Total, (await collections.WithAsync(rex, 1, Token)).Items.Count));
        Assert.Single(await collections.MineAsync(ann, Token));
        Assert.Empty(await collections.MineAsync(ben, Token));
        Assert.Empty(await collections.ItemsAsync(ben, id, Token));
    }

    [Fact]
    public async Task Hidden_and_deleted_concepts_vanish_for_others_and_are_named_to_the_owner()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mod) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mod", HubRoles.Moderator));
        var (rex, tom, bella) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "tom", "Tom"), await hub.PublishAsync(ann, "bella", "Bella"));
        var id = await CreateAsync(hub, ben, "Pets", RecipeVisibility.Public, rex);
        await hub.Get<CollectionEditing>().AddAsync(ben, id, tom, Token);
        await hub.Get<CollectionEditing>().AddAsync(ben, id, bella, Token);

        await hub.Get<Concepts>().DeleteAsync(ann, rex, Token);
        await hub.Get<Moderation>().HideAsync(mod, new ModerationTarget(TargetKind.Concept, tom), "not yours", Token);

        Assert.Equal("Bella", await NamesAsync(hub, id, ann));   // whose concept is hidden
        var found = (await FindAsync(hub, id, null))!;
        Assert.Equal((1, 1), (found.Card.Concepts, found.Recipe.Count));
        Assert.Equal(
            [("Rex", ConceptState.Deleted), ("Tom", ConceptState.Hidden), ("Bella", ConceptState.Published)],
            (await hub.Get<Collections>().ItemsAsync(ben, id, Token)).Select(item => (item.Name, item.State)));
    }

    [Theory]
    [InlineData(" x ", "", "A name has 2 to 60 characters.")]
    [InlineData("two\nlines", "", "A name is one line of text.")]
    [InlineData("PETS", "", "You have a collection “PETS” already. Please choose another name.")]
    [InlineData("Fine", "too long", "The description has 4008 characters; 4000 is the most.")]
    public async Task Bad_words_are_refused_with_a_sentence(string name, string description, string sentence)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await CreateAsync(hub, ann, "Pets");
        var other = await CreateAsync(hub, ann, "Others");
        var words = new CollectionWords(name, description.Length > 0 ? description + new string('a', 4000) : "", RecipeVisibility.Private);

        Assert.Equal(sentence, Assert.IsType<CreateCollectionResult.Refused>(await hub.Get<CollectionEditing>().CreateAsync(ann, words, null, Token)).Sentence);
        Assert.Equal(sentence, Assert.IsType<ActionResult.Refused>(await hub.Get<CollectionEditing>().DescribeAsync(ann, other, words, Token)).Sentence);
        Assert.IsType<ActionResult.Done>(await hub.Get<CollectionEditing>().DescribeAsync(ann, other, new CollectionWords("others", "said", RecipeVisibility.Public), Token));
    }

    [Fact]
    public async Task Only_the_owner_changes_it_and_nobody_who_is_suspended()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var id = await CreateAsync(hub, ann, "Pets", RecipeVisibility.Public, rex);
        var editing = hub.Get<CollectionEditing>();
        var words = new CollectionWords("Mine now", "", RecipeVisibility.Public);

        Assert.All(
            [await editing.DescribeAsync(ben, id, words, Token), await editing.DeleteAsync(ben, id, Token), await editing.AddAsync(ben, id, rex, Token), await editing.RemoveAsync(ben, id, rex, Token), await editing.MoveAsync(ben, id, rex, 0, Token)],
            result => Assert.IsType<ActionResult.NotFound>(result));

        await using (var database = hub.Database()) await database.Users.Where(m => m.Id == ann.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, hub.Clock.GetUtcNow()), Token);
        Assert.IsType<CreateCollectionResult.Refused>(await editing.CreateAsync(ann, words, null, Token));
        Assert.All(
            [await editing.DescribeAsync(ann, id, words, Token), await editing.DeleteAsync(ann, id, Token), await editing.AddAsync(ann, id, rex, Token), await editing.RemoveAsync(ann, id, rex, Token)],
            result => Assert.IsType<ActionResult.Refused>(result));
        Assert.Equal("Rex", await NamesAsync(hub, id, ann));

        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, (DateTimeOffset?)null), Token);
        Assert.IsType<ActionResult.Done>(await editing.DeleteAsync(ann, id, Token));
        Assert.Null(await FindAsync(hub, id, ann));
    }

    [Fact]
    public async Task Reported_collection_is_hidden_and_restored_as_a_recipe_is()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mod) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mod", HubRoles.Moderator));
        var target = new ModerationTarget(TargetKind.Collection, await CreateAsync(hub, ann, "Rude words", RecipeVisibility.Public));
        var moderation = hub.Get<Moderation>();
        Assert.IsType<ReportResult.Received>(await moderation.ReportAsync(ben, target, new ReportDraft(ReportReason.Spam, ""), Token));
        Assert.Equal(("Rude words", "ann"), Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mod, new QueueFilter(), Token))!.Items) is var item ? (item.Title, item.OwnerName) : default);

        await moderation.HideAsync(mod, target, "Rude.", Token);

        Assert.Null(await FindAsync(hub, target.Id, ben));
        Assert.Equal("Rude.", (await FindAsync(hub, target.Id, ann))!.Card.HiddenReason);
        Assert.NotNull(await FindAsync(hub, target.Id, mod));
        Assert.Equal(0, (await hub.Get<Collections>().ByAsync(ann.Id, 1, Token)).Total);
        Assert.Equal(NoticeKind.Hidden, Assert.Single(await hub.Get<Notices>().ReadAsync(ann, Token)).Kind);
        await moderation.RestoreAsync(mod, target, "Not that rude.", Token);
        Assert.NotNull(await FindAsync(hub, target.Id, ben));
    }

    [Fact]
    public async Task There_is_an_end_to_collections_and_to_what_one_holds()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var rex = await hub.PublishAsync(ann, "rex", "Rex");
        var id = await CreateAsync(hub, ann, "Full");
        await using (var database = hub.Database())
        {
            database.Collections.AddRange(Enumerable.Range(1, CollectionEditing.Most - 1).Select(n => new Collection { OwnerId = ann.Id, Name = $"Number {n}", Description = "", Visibility = RecipeVisibility.Private, ChangedAt = hub.Clock.GetUtcNow() }));
            var model = await database.Concepts.AsNoTracking().SingleAsync(Token);
            for (var n = 0; n < CollectionEditing.MostConcepts; n++)
            {
                var copy = new Concept { OwnerId = ann.Id, Name = $"Copy {n}", Slug = "copy", Kind = model.Kind, TriggerWord = $"<c{n}>", TriggerKey = $"c{n}", ClassWord = "dog", Description = "", Licence = model.Licence, AgeRating = model.AgeRating, PublishedAt = model.PublishedAt };
                database.Concepts.Add(copy);
                database.CollectedConcepts.Add(new CollectedConcept { CollectionId = id, ConceptId = copy.Id, Place = n });
            }

            await database.SaveChangesAsync(Token);
        }

        Assert.StartsWith("You have 200 collections", Assert.IsType<CreateCollectionResult.Refused>(await hub.Get<CollectionEditing>().CreateAsync(ann, new CollectionWords("One more", "", RecipeVisibility.Private), null, Token)).Sentence);
        Assert.StartsWith("The collection holds 500 concepts", Assert.IsType<ActionResult.Refused>(await hub.Get<CollectionEditing>().AddAsync(ann, id, rex, Token)).Sentence);
    }

    private static async Task<Guid> CreateAsync(TestHub hub, Actor actor, string name, RecipeVisibility visibility = RecipeVisibility.Private, Guid? first = null) =>
        Assert.IsType<CreateCollectionResult.Created>(await hub.Get<CollectionEditing>().CreateAsync(actor, new CollectionWords(name, "", visibility), first, Token)).Id;

    private static Task<CollectionDetails?> FindAsync(TestHub hub, Guid id, Actor? viewer) => hub.Get<Collections>().FindAsync(id, viewer, 1, Token);

    private static async Task<string> NamesAsync(TestHub hub, Guid id, Actor? viewer) => string.Join(' ', (await FindAsync(hub, id, viewer))!.Concepts.Items.Select(card => card.Name));
}
