using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class ConceptSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rex", "Rex")]
    [InlineData("RE", "Rex")] // the beginning of a word
    [InlineData("brave", "Rex")]
    [InlineData("ann", "Rex")] // the creator
    [InlineData("bella dog", "Bella")]
    [InlineData("naïve", "Bella")]
    [InlineData("naive", "Bella")]
    [InlineData("\"rex\" OR *", "")] // no query language, and both words must be there
    [InlineData("nothing", "")]
    public async Task Words_find_concepts(string text, string expected)
    {
        await using var hub = await TwoConceptsAsync();

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = text }, Token);

        Assert.Equal(expected, string.Join(' ', found.Cards.Items.Select(card => card.Name)));
    }

    [Fact]
    public async Task Name_counts_more_than_description()
    {
        await using var hub = await TwoConceptsAsync();
        var cleo = await hub.JoinAsync("cleo");
        await hub.PublishAsync(cleo, "friend", "Friend", "plays with Bella all day");

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "bella" }, Token);

        Assert.Equal(["Bella", "Friend"], found.Cards.Items.Select(card => card.Name));
    }

    [Fact]
    public async Task Edited_concept_is_found_by_its_new_words()
    {
        await using var hub = await TwoConceptsAsync();
        var search = hub.Get<ConceptSearch>();
        var rex = (await search.FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Items[0];
        var owner = new Actor(rex.CreatorId, rex.CreatorName, []);
        await hub.Get<Concepts>().DescribeAsync(owner, rex.Id, new ConceptEdit("Rex", "sleepy", "", Licence.Open, AgeRating.Everyone), Token);

        Assert.Empty((await search.FindAsync(new ConceptQuery { Text = "brave" }, Token)).Cards.Items);
        Assert.Single((await search.FindAsync(new ConceptQuery { Text = "sleepy" }, Token)).Cards.Items);
    }

    [Fact]
    public async Task Renamed_creator_is_found_by_the_new_name()
    {
        await using var hub = await TwoConceptsAsync();
        await using (var database = hub.Database())
            await database.Users.Where(m => m.UserName == "ann").ExecuteUpdateAsync(set => set.SetProperty(m => m.DisplayName, "Zoe"), Token);

        Assert.Equal("Rex", Assert.Single((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "zoe" }, Token)).Cards.Items).Name);
    }

    [Fact]
    public async Task Facets_count_all_kinds_of_the_same_text()
    {
        await using var hub = await TwoConceptsAsync();

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Kinds = [ConceptKind.Style] }, Token);

        Assert.Empty(found.Cards.Items);
        Assert.Equal(2, found.Facets.Kinds[ConceptKind.Subject]);
    }

    [Theory]
    [InlineData(ConceptSort.Newest, "Bella Rex")]
    [InlineData(ConceptSort.Best, "Bella Rex")]
    [InlineData(ConceptSort.Name, "Bella Rex")]
    [InlineData(ConceptSort.MostUsed, "Rex Bella")]
    public async Task Lists_are_sorted(ConceptSort sort, string expected)
    {
        await using var hub = await TwoConceptsAsync();
        var rex = (await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token)).Cards.Items[0];
        await hub.ComposeAsync(new Actor(rex.CreatorId, "ann", []), new RecipeEntry(rex.Id, 1, 1));
        await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, ["blob"], Token);

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Sort = sort }, Token);

        Assert.Equal(expected, string.Join(' ', found.Cards.Items.Select(card => card.Name)));
    }

    [Fact]
    public async Task Page_beyond_the_end_is_empty()
    {
        await using var hub = await TwoConceptsAsync();

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Page = 9, Creator = "Ann" }, Token);

        Assert.Equal((0, 1, 1), (found.Cards.Items.Count, found.Cards.Total, found.Cards.Pages));
    }

    private static async Task<TestHub> TwoConceptsAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.PublishAsync(await hub.JoinAsync("ann"), "hund", "Rex", "a brave one");
        await hub.PublishAsync(await hub.JoinAsync("ben"), "bella", "Bella", "a naïve one");
        return hub;
    }
}
