using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class SavedSearchesTests
{
    private static readonly ConceptQuery Dogs = new() { Text = "dog", Kinds = [ConceptKind.Subject], Tags = ["fluffy"], Permissions = [Permission.OmitCredit], Ratings = [AgeRating.Everyone], Sort = ConceptSort.MostUsed };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_is_kept_whole_under_its_name_and_seen_by_its_owner_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var searches = hub.Get<SavedSearches>();
        var beside = Guid.NewGuid();
        await SaveAsync(hub, ann, "  Fluffy dogs ", Dogs with { FitsBeside = [beside], BaseModels = ["abc"], Page = 3, IsUpToPage = true }, tells: false);

        var kept = Assert.Single(await searches.MineAsync(ann, Token));

        Assert.Equal(("Fluffy dogs", false), (kept.Name, kept.Tells));
        Assert.Equivalent(Dogs with { FitsBeside = [beside], BaseModels = ["abc"] }, kept.Query, strict: true);
        Assert.Empty(await searches.MineAsync(ben, Token));
        Assert.Null(await searches.FindAsync(ben, kept.Id, Token));
        Assert.IsType<ActionResult.NotFound>(await searches.ChangeAsync(ben, kept.Id, "Mine", true, Token));
        Assert.IsType<ActionResult.NotFound>(await searches.DeleteAsync(ben, kept.Id, Token));
        Assert.IsType<ActionResult.Done>(await searches.ChangeAsync(ann, kept.Id, "Dogs", true, Token));
        Assert.Equal(("Dogs", true), (await searches.FindAsync(ann, kept.Id, Token)) is { } changed ? (changed.Name, changed.Tells) : default);
        Assert.IsType<ActionResult.Done>(await searches.DeleteAsync(ann, kept.Id, Token));
        Assert.Empty(await searches.MineAsync(ann, Token));
    }

    [Fact]
    public async Task Bad_names_too_many_and_those_who_are_suspended_are_refused_with_a_sentence()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var searches = hub.Get<SavedSearches>();
        for (var n = 1; n <= SavedSearches.Most; n++) await SaveAsync(hub, ann, $"Number {n}", Dogs, tells: false);
        var first = (await searches.MineAsync(ann, Token))[0];

        Assert.Equal("A name has 2 to 60 characters.", await RefusedAsync("x", Dogs));
        Assert.Equal("You have a search “number 7” already. Please choose another name.", await RefusedAsync("number 7", Dogs));
        Assert.StartsWith("You keep 50 searches", await RefusedAsync("One more", Dogs));
        Assert.StartsWith("This search has too many filters", await RefusedAsync("One more", Dogs with { Tags = [new string('a', 5000)] }));
        Assert.Equal("You have a search “Number 7” already. Please choose another name.", Assert.IsType<ActionResult.Refused>(await searches.ChangeAsync(ann, first.Id, "Number 7", false, Token)).Sentence);
        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, hub.Clock.GetUtcNow()), Token);
        Assert.StartsWith("Your account is suspended", await RefusedAsync("One more", Dogs));
        Assert.IsType<ActionResult.Refused>(await searches.ChangeAsync(ann, first.Id, "Renamed", false, Token));
        Assert.IsType<ActionResult.Refused>(await searches.DeleteAsync(ann, first.Id, Token));

        async Task<string> RefusedAsync(string name, ConceptQuery query) => Assert.IsType<ActionResult.Refused>(await searches.SaveAsync(ann, name, query, false, Token)).Sentence;
    }

    [Fact]
    public async Task New_concepts_that_fit_are_told_of_once_a_day_with_their_number()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await hub.PublishAsync(ann, "old", Fluffy("Old dog"));
        await SaveAsync(hub, ben, "Fluffy", new ConceptQuery { Tags = ["fluffy"] }, tells: true);
        await SaveAsync(hub, ben, "Quiet", new ConceptQuery { Tags = ["fluffy"] }, tells: false);
        await SaveAsync(hub, ben, "Cats", new ConceptQuery { Text = "cat" }, tells: true);
        Assert.Equal(0, await TellAsync(hub));   // what was there before is no news

        await hub.PublishAsync(ann, "rex", Fluffy("Rex"));
        await hub.PublishAsync(ben, "own", Fluffy("My own"));
        await hub.PublishAsync(ann, "tom", new PublishRequest { Name = "Tom", Tags = "bald" });
        Assert.Equal((1, 0), (await TellAsync(hub), await TellAsync(hub)));
        await hub.PublishAsync(ann, "bella", Fluffy("Bella"));
        await hub.PublishAsync(ann, "bodo", Fluffy("Bodo"));
        hub.Clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(0, await TellAsync(hub));   // not twice a day
        hub.Clock.Advance(TimeSpan.FromHours(5));
        await hub.PublishAsync(ann, "cathy", Fluffy("Cathy the cat"));
        Assert.Equal(2, await TellAsync(hub));

        var told = (await hub.Get<Notices>().ReadAsync(ben, Token)).Where(notice => notice.Kind == NoticeKind.SearchFound).ToList();
        Assert.Equal([("Cats", 1), ("Fluffy", 3), ("Fluffy", 1)], told.OrderByDescending(notice => notice.CreatedAt).ThenBy(notice => notice.Title).Select(notice => (notice.Title, notice.Count)));
        Assert.Equal(["fluffy"], told.First(notice => notice.Title == "Fluffy").Search!.Tags);
    }

    [Fact]
    public async Task Hidden_concepts_are_no_news_and_who_begins_to_listen_hears_of_later_ones()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, mod) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("mod", HubRoles.Moderator));
        await SaveAsync(hub, ben, "Dogs", new ConceptQuery { Text = "dog" }, tells: false);
        var search = Assert.Single(await hub.Get<SavedSearches>().MineAsync(ben, Token));
        await hub.PublishAsync(ann, "early", Fluffy("Early dog"));
        await hub.Get<SavedSearches>().ChangeAsync(ben, search.Id, "Dogs", true, Token);
        var bad = await hub.PublishAsync(ann, "bad", Fluffy("Bad dog"));
        await hub.Get<Moderation>().HideAsync(mod, new ModerationTarget(TargetKind.Concept, bad), "bad", Token);
        Assert.Equal(0, await TellAsync(hub));

        await hub.PublishAsync(ann, "late", Fluffy("Late dog"));
        Assert.Equal(1, await TellAsync(hub));
        await hub.Get<SavedSearches>().DeleteAsync(ben, search.Id, Token);

        var told = Assert.Single(await hub.Get<Notices>().ReadAsync(ben, Token));
        Assert.Equal((1, "Dogs", null), (told.Count, told.Title, told.Search));
    }

    private static PublishRequest Fluffy(string name) => new() { Name = name, Tags = "fluffy" };

    private static Task<int> TellAsync(TestHub hub) => hub.Get<SearchNews>().TellAsync(Token);

    private static async Task SaveAsync(TestHub hub, Actor actor, string name, ConceptQuery query, bool tells) =>
        Assert.IsType<ActionResult.Done>(await hub.Get<SavedSearches>().SaveAsync(actor, name, query, tells, Token));
}
