using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class RecipesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Saved_recipe_opens_as_it_was_composed()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var settings = new PictureSettings { Prompt = "a photo of <rex> dog", NegativePrompt = "fog", Steps = 7, GuidanceScale = 0, Seed = 9, ClipSkip = 1, Scheduler = "euler" };
        RecipeEntry[] entries = [new(rex, 1, 0.85f), new(Guid.NewGuid(), 3, 0, Enabled: false)];

        var id = await SaveAsync(hub, ann, new RecipeDraft { Words = Words("Rex alone"), Settings = settings, Entries = entries });

        var found = (await hub.Get<Recipes>().FindAsync(id, null, Token))!;
        Assert.Equal((settings, "Rex alone", "ann"), (found.Settings, found.Card.Title, found.Card.MakerName));
        Assert.Equal(entries, found.Entries);
        Assert.Equal(["Rex"], found.Card.ConceptNames);
    }

    [Fact]
    public async Task Recipe_that_makes_no_sense_is_refused_with_all_reasons()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var draft = new RecipeDraft { Words = Words("x"), Settings = new PictureSettings { Prompt = "" }, Entries = [new RecipeEntry(rex, 1, 1, Enabled: false)] };

        var refused = Assert.IsType<SaveRecipeResult.Refused>(await hub.Get<RecipeSaving>().SaveAsync(ann, TestHub.Model, draft, Token));
        var foreign = Assert.IsType<SaveRecipeResult.Refused>(await hub.Get<RecipeSaving>().SaveAsync(ann, TestHub.Model with { Hash = "other" }, Draft("Rex", new RecipeEntry(rex, 1, 1)), Token));

        Assert.Equal(["A title has 2 to 80 characters.", "Please write a prompt.", "A recipe needs a concept that is switched on."], refused.Problems);
        Assert.Equal(["“Rex” was trained for another base model."], foreign.Problems);
    }

    [Fact]
    public async Task Private_is_for_its_maker_unlisted_for_the_link_public_for_lists()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var (ben, mo) = (await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var ids = new Dictionary<RecipeVisibility, Guid>();
        foreach (var visibility in Enum.GetValues<RecipeVisibility>())
            ids[visibility] = await SaveAsync(hub, ann, Draft("Rex", new RecipeEntry(rex, 1, 1)) with { Words = Words($"Rex {visibility}") with { Visibility = visibility } });

        async Task<RecipeVisibility[]> OpenedBy(Actor? viewer)
        {
            var seen = new List<RecipeVisibility>();
            foreach (var (visibility, id) in ids)
                if (await hub.Get<Recipes>().FindAsync(id, viewer, Token) is not null) seen.Add(visibility);
            return [.. seen];
        }

        Assert.Equal([RecipeVisibility.Private, RecipeVisibility.Unlisted, RecipeVisibility.Public], await OpenedBy(ann));
        Assert.Equal([RecipeVisibility.Unlisted, RecipeVisibility.Public], await OpenedBy(ben));
        Assert.Equal([RecipeVisibility.Unlisted, RecipeVisibility.Public], await OpenedBy(null));
        Assert.Equal([RecipeVisibility.Unlisted, RecipeVisibility.Public], await OpenedBy(mo));
        Assert.Equal(["Rex Public"], await TitlesAsync(hub, new RecipeQuery(), ben));
        Assert.Equal(["Rex Public"], await TitlesAsync(hub, new RecipeQuery { Maker = "ANN" }, null));
        Assert.Equal(["Rex Public", "Rex Unlisted", "Rex Private"], await TitlesAsync(hub, new RecipeQuery { Maker = "ann" }, ann));
    }

    [Fact]
    public async Task Search_finds_title_description_prompt_maker_and_concepts()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, tom) = await WithConceptsAsync(hub);
        var first = await SaveAsync(hub, ann, Draft("Two at sea", new RecipeEntry(rex, 1, 1), new RecipeEntry(tom, 1, 1)) with { Settings = new PictureSettings { Prompt = "on a sailing boat" }, Words = Words("Two at sea") with { Description = "Wind and waves." } });
        await SaveAsync(hub, ann, Draft("Garden", new RecipeEntry(rex, 1, 1)));

        foreach (var text in new[] { "sea", "waves", "sail", "tom", "ann two", "\"sea\" OR 1" })
            Assert.Equal(text.StartsWith('"') ? [] : ["Two at sea"], await TitlesAsync(hub, new RecipeQuery { Text = text }, null));
        Assert.Equal(["Garden", "Two at sea"], await TitlesAsync(hub, new RecipeQuery { Text = "rex" }, null));
        Assert.Equal(["Two at sea"], await TitlesAsync(hub, new RecipeQuery { ConceptId = tom }, null));

        await hub.Get<Recipes>().DescribeAsync(ann, first, Words("Storm"), Token);
        Assert.Equal(["Storm"], await TitlesAsync(hub, new RecipeQuery { Text = "storm" }, null));
        Assert.Empty(await TitlesAsync(hub, new RecipeQuery { Text = "waves" }, null));
    }

    [Fact]
    public async Task Only_the_maker_changes_or_deletes_it()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var ben = await hub.JoinAsync("ben");
        var id = await SaveAsync(hub, ann, Draft("Rex", new RecipeEntry(rex, 1, 1)));
        var recipes = hub.Get<Recipes>();

        Assert.IsType<ActionResult.NotAllowed>(await recipes.DescribeAsync(ben, id, Words("Mine"), Token));
        Assert.IsType<ActionResult.NotAllowed>(await recipes.DeleteAsync(ben, id, Token));
        Assert.IsType<ActionResult.Done>(await recipes.DeleteAsync(ann, id, Token));
        Assert.Null(await recipes.FindAsync(id, ann, Token));
        await using var database = hub.Database();
        Assert.False(await database.Recipes.AnyAsync(Token));
    }

    [Fact]
    public async Task Hidden_recipe_shows_its_maker_the_reason_and_leaves_the_lists()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var (ben, mo) = (await hub.JoinAsync("ben"), await hub.JoinAsync("mo", HubRoles.Moderator));
        var target = new ModerationTarget(TargetKind.Recipe, await SaveAsync(hub, ann, Draft("Rex", new RecipeEntry(rex, 1, 1))));
        var moderation = hub.Get<Moderation>();
        Assert.IsType<ReportResult.Received>(await moderation.ReportAsync(ben, target, new ReportDraft(ReportReason.Spam, ""), Token));
        Assert.Equal("Rex", Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mo, new QueueFilter(), Token))!.Items).Title);

        Assert.IsType<ActionResult.Done>(await moderation.HideAsync(mo, target, "advertising", Token));

        Assert.Equal("advertising", (await hub.Get<Recipes>().FindAsync(target.Id, ann, Token))!.Card.HiddenReason);
        Assert.Null(await hub.Get<Recipes>().FindAsync(target.Id, ben, Token));
        Assert.Empty(await TitlesAsync(hub, new RecipeQuery(), ben));
        Assert.Single((await new ModerationHistory(hub.Get<IDbContextFactory<HubDbContext>>()).ListAsync(mo, Token))!);
        Assert.IsType<ActionResult.Done>(await moderation.RestoreAsync(mo, target, "a mistake", Token));
        Assert.Equal(["Rex"], await TitlesAsync(hub, new RecipeQuery(), ben));
    }

    [Fact]
    public async Task Hidden_or_deleted_concept_leaves_the_names_and_nothing_breaks()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, tom) = await WithConceptsAsync(hub);
        var id = await SaveAsync(hub, ann, Draft("Both", new RecipeEntry(rex, 1, 1), new RecipeEntry(tom, 1, 1)));

        await hub.Get<Concepts>().DeleteAsync(ann, rex, Token);
        await hub.Get<Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, tom), "odd", Token);

        Assert.Empty((await hub.Get<Recipes>().FindAsync(id, null, Token))!.Card.ConceptNames);
        Assert.Empty(await TitlesAsync(hub, new RecipeQuery { Text = "tom" }, null));
        Assert.Equal(["Both"], await TitlesAsync(hub, new RecipeQuery(), null));
    }

    [Fact]
    public async Task Tree_shows_ancestors_and_remixes_and_keeps_the_place_of_what_was_deleted()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await WithConceptsAsync(hub);
        var ben = await hub.JoinAsync("ben");
        var root = await SaveAsync(hub, ann, Draft("Root", new RecipeEntry(rex, 1, 1)));
        var middle = await SaveAsync(hub, ben, Draft("Middle", new RecipeEntry(rex, 1, 0.5f)) with { ParentId = root });
        var leaf = await SaveAsync(hub, ann, Draft("Leaf", new RecipeEntry(rex, 1, 2)) with { ParentId = middle });
        await SaveAsync(hub, ben, Draft("Secret", new RecipeEntry(rex, 1, 2)) with { ParentId = middle, Words = Words("Secret") with { Visibility = RecipeVisibility.Unlisted } });
        var tree = hub.Get<RecipeTree>();

        Assert.Equal(["Root"], Titles((await tree.AroundAsync(middle, null, Token)).Ancestors));
        Assert.Equal(["Leaf"], Titles((await tree.AroundAsync(middle, null, Token)).Remixes));
        Assert.Equal(["Leaf", "Secret"], Titles((await tree.AroundAsync(middle, ben, Token)).Remixes));
        Assert.Equal(1, (await hub.Get<Recipes>().FindAsync(middle, null, Token))!.Card.Remixes);

        Assert.IsType<ActionResult.Done>(await hub.Get<Recipes>().DeleteAsync(ben, middle, Token));
        var after = (await tree.AroundAsync(leaf, null, Token)).Ancestors;
        Assert.Equal(["Root", null], Titles(after));
        Assert.Equal([false, true], after.Select(node => node.IsDeleted));
        Assert.DoesNotContain("Middle", await TitlesAsync(hub, new RecipeQuery { Text = "middle" }, ben));
    }

    private static string?[] Titles(IEnumerable<RecipeNode> nodes) => [.. nodes.Select(node => node.Card?.Title)];

    internal static async Task<(Actor Ann, Guid Rex, Guid Tom)> WithConceptsAsync(TestHub hub)
    {
        var ann = await hub.JoinAsync("ann");
        return (ann, await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "tom", "Tom"));
    }

    internal static RecipeWords Words(string title) => new(title, "", RecipeVisibility.Public, null);

    internal static RecipeDraft Draft(string title, params RecipeEntry[] entries) => new() { Words = Words(title), Settings = TestHub.Composition().Settings, Entries = entries };

    internal static async Task<Guid> SaveAsync(TestHub hub, Actor actor, RecipeDraft draft)
    {
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        return Assert.IsType<SaveRecipeResult.Saved>(await hub.Get<RecipeSaving>().SaveAsync(actor, TestHub.Model, draft, Token)).Id;
    }

    private static async Task<string[]> TitlesAsync(TestHub hub, RecipeQuery query, Actor? viewer) =>
        [.. (await hub.Get<RecipeSearch>().FindAsync(query, viewer, Token)).Items.Select(card => card.Title)];
}
