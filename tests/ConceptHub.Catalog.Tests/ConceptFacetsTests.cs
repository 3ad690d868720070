using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ConceptHub.Catalog.Tests;

public sealed class ConceptFacetsTests
{
    private static readonly Licence Closed = new(false, CommercialUse.None, false, false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_are_searched_filtered_and_counted()
    {
        await using var hub = await ThreeAsync();

        Assert.Equal("Rex Bella", await NamesAsync(hub, new ConceptQuery { Text = "fluffy", Sort = ConceptSort.Name }, descending: true));
        Assert.Equal("Bella", await NamesAsync(hub, new ConceptQuery { Tags = ["fluffy", "small dog"] }));
        Assert.Equal("", await NamesAsync(hub, new ConceptQuery { Tags = ["fluffy", "unheard of"] }));
        var tags = (await FindAsync(hub, new ConceptQuery())).Facets.Tags;
        Assert.Equal([new("fluffy", 2), new("big dog", 1), new("small dog", 1)], tags);
        Assert.Equal([new("small dog", 1), new("fluffy", 1)], (await FindAsync(hub, new ConceptQuery { Tags = ["small dog"] })).Facets.Tags);
    }

    [Theory]
    [InlineData("größe", 1)]
    [InlineData("grö", 1)]
    [InlineData("große", 1)] // accents do not count
    [InlineData("grosse", 0)]
    public async Task Tags_in_any_letters_are_found_by_words(string text, int found)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.PublishAsync(await hub.JoinAsync("ann"), "hund", new PublishRequest { Name = "Rex", Tags = "Größe" });

        Assert.Equal(found, (await FindAsync(hub, new ConceptQuery { Text = text })).Cards.Total);
        Assert.Equal(1, (await FindAsync(hub, new ConceptQuery { Tags = ["größe"] })).Cards.Total);
    }

    [Fact]
    public async Task Facets_count_with_all_filters_but_their_own()
    {
        await using var hub = await ThreeAsync();

        var found = await FindAsync(hub, new ConceptQuery { Text = "fluffy", Ratings = [AgeRating.Teen], Permissions = [Permission.PublishMerge] });

        Assert.Equal("Bella", Assert.Single(found.Cards.Items).Name);
        Assert.Equal((1, 1), (found.Facets.Ratings[AgeRating.Everyone], found.Facets.Ratings[AgeRating.Teen]));   // the other one is a click away
        Assert.Equal(1, found.Facets.Permissions[Permission.SellPictures]);
        Assert.Equal([new NamedCount(TestHub.Model.Hash, 1)], found.Facets.BaseModels);
    }

    [Theory]
    [InlineData(Permission.OmitCredit, "Bella Rex")]
    [InlineData(Permission.SellMerge, "")]
    public async Task Licence_filters_by_what_others_may_do(Permission permission, string expected)
    {
        await using var hub = await ThreeAsync();

        Assert.Equal(expected, await NamesAsync(hub, new ConceptQuery { Permissions = [permission], Sort = ConceptSort.Name }));
    }

    [Fact]
    public async Task What_fits_beside_a_recipe_shares_its_pool_and_is_not_in_it()
    {
        await using var hub = await ThreeAsync();
        var cards = (await FindAsync(hub, new ConceptQuery { Sort = ConceptSort.Name })).Cards.Items;
        Assert.Single(cards.Select(card => card.ConceptNumber / TestHub.Model.Blocks).Distinct());   // one pool is filled up first
        var elsewhere = cards[0].Id;
        await using (var database = hub.Database())
        {
            await database.ConceptVersions.Where(v => v.ConceptId == elsewhere).ExecuteUpdateAsync(set => set.SetProperty(v => v.ConceptNumber, 5 * TestHub.Model.Blocks + 1), Token);
            await database.Concepts.Where(c => c.Id == elsewhere).ExecuteUpdateAsync(set => set.SetProperty(c => c.Description, "moved"), Token);
        }

        Assert.Equal(cards[2].Name, await NamesAsync(hub, new ConceptQuery { FitsBeside = [cards[1].Id] }));
        Assert.Equal("", await NamesAsync(hub, new ConceptQuery { FitsBeside = [cards[0].Id, cards[1].Id] }));
    }

    [Theory]
    [InlineData("belal", "bella")] // two letters swapped
    [InlineData("flufy dog", "fluffy dog")]
    [InlineData("Närbe", null)] // nothing near it
    [InlineData("hella", "bella")] // the first letter
    public async Task Lost_words_are_mended(string text, string? expected)
    {
        await using var hub = await ThreeAsync();

        Assert.Equal(expected, (await FindAsync(hub, new ConceptQuery { Text = text })).Suggestion);
    }

    [Fact]
    public async Task Hidden_concepts_leave_lists_counts_and_suggestions()
    {
        await using var hub = await ThreeAsync();
        await FindAsync(hub, new ConceptQuery());   // it was known before
        await using (var database = hub.Database())
            await database.Concepts.Where(c => c.Name == "Bella").ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ConceptState.Hidden), Token);

        var found = await FindAsync(hub, new ConceptQuery { Text = "belal" });

        Assert.Null(found.Suggestion);
        Assert.Equal("Closed Rex", await NamesAsync(hub, new ConceptQuery { Sort = ConceptSort.Name }));
        Assert.DoesNotContain((await FindAsync(hub, new ConceptQuery())).Facets.Tags, tag => tag.Name == "small dog");
    }

    [Fact]
    public async Task Trends_go_by_uses_of_late_and_forget_with_time()
    {
        await using var hub = await ThreeAsync();
        var (rex, bella) = (await CardAsync(hub, "rex"), await CardAsync(hub, "bella"));
        var ann = new Actor(rex.CreatorId, "ann", []);
        for (var i = 0; i < 3; i++) await hub.DrawAsync(ann, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Public, new RecipeEntry(rex.Id, 1, 1));
        Assert.StartsWith("Rex", await NamesAsync(hub, new ConceptQuery { Sort = ConceptSort.Trending }));

        hub.Clock.Advance(TimeSpan.FromDays(30));
        await hub.DrawAsync(ann, new PictureSettings { Prompt = "a dog" }, PictureVisibility.Public, new RecipeEntry(bella.Id, 1, 1));

        Assert.StartsWith("Bella Rex", await NamesAsync(hub, new ConceptQuery { Sort = ConceptSort.Trending }));
        Assert.StartsWith("Rex", await NamesAsync(hub, new ConceptQuery { Sort = ConceptSort.MostUsed }));
        Assert.Equal(3, (await CardAsync(hub, "rex")).PicturesMade);
    }

    [Fact]
    public async Task Pages_come_one_by_one_or_all_up_to_one()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await hub.PublishAsync(ann, "first", "First");
        await using (var database = hub.Database())
        {
            var first = await database.Concepts.Include(c => c.Versions).SingleAsync(Token);
            for (var i = 0; i < 59; i++) database.Concepts.Add(Copy(first, i));
            await database.SaveChangesAsync(Token);
        }

        var search = hub.Get<ConceptSearch>();
        var third = await search.FindAsync(new ConceptQuery { Page = 3, Sort = ConceptSort.Name }, Token);
        var upTo = await search.FindAsync(new ConceptQuery { Page = 3, IsUpToPage = true, Sort = ConceptSort.Name }, Token);

        Assert.Equal((60, 3, 12), (third.Cards.Total, third.Cards.Pages, third.Cards.Items.Count));
        Assert.Equal(60, upTo.Cards.Items.Count);
        Assert.Equal(third.Cards.Items.Select(card => card.Id), upTo.Cards.Items.Skip(48).Select(card => card.Id));
        Assert.Equal(upTo.Cards.Items.Select(card => card.Name), upTo.Cards.Items.Select(card => card.Name).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("One,  two   WORDS , one,,", "one|two words")]
    [InlineData("", "")]
    public void Tags_are_tidied(string line, string expected) => Assert.Equal(expected, string.Join('|', ConceptWords.Tags(line)));

    [Theory]
    [InlineData("a, b, c, d, e, f, g, h, i, j, k")]
    [InlineData("much too long to be a tag of anything")]
    [InlineData("<b>")]
    public async Task Odd_tags_are_refused(string line)
    {
        await using var hub = await ThreeAsync();
        var rex = await CardAsync(hub, "rex");

        var result = await hub.Get<Concepts>().DescribeAsync(new Actor(rex.CreatorId, "ann", []), rex.Id, new ConceptEdit("Rex", "", line, Licence.Open, AgeRating.Everyone), Token);

        Assert.Contains("tag", Assert.IsType<ActionResult.Refused>(result).Sentence, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["fluffy", "big dog"], (await hub.Get<Concepts>().FindAsync(rex.Id, null, Token))!.Tags);
    }

    [Fact]
    public async Task A_hub_of_the_version_before_keeps_its_concepts_words_and_counts()
    {
        await using var hub = await ThreeAsync();
        await using (var database = hub.Database())
        {
            var used = await database.Concepts.SingleAsync(c => c.Name == "Rex", Token);
            await hub.DrawAsync(new Actor(used.OwnerId, "ann", []), new PictureSettings { Prompt = "a dog" }, PictureVisibility.Public, new RecipeEntry(used.Id, 1, 1));
            await database.GetService<IMigrator>().MigrateAsync("Grids", Token);
            await database.Database.MigrateAsync(Token);
        }

        Assert.Equal("Rex", await NamesAsync(hub, new ConceptQuery { Text = "brave" }));
        var rex = await CardAsync(hub, "rex");
        Assert.Equal(1, rex.PicturesMade);
        await hub.PublishAsync(new Actor(rex.CreatorId, "ann", []), "later", "Later");
        Assert.StartsWith("Rex", await NamesAsync(hub, new ConceptQuery { Sort = ConceptSort.MostUsed }));
        Assert.Equal(4, (await FindAsync(hub, new ConceptQuery())).Cards.Total);
    }

    private static Concept Copy(Concept concept, int number) => new()
    {
        OwnerId = concept.OwnerId,
        Name = $"Copy {number:00}",
        Slug = "copy",
        Kind = concept.Kind,
        TriggerWord = $"<copy{number}>",
        TriggerKey = $"copy{number}",
        ClassWord = concept.ClassWord,
        Description = "",
        Licence = concept.Licence,
        AgeRating = concept.AgeRating,
        PublishedAt = concept.PublishedAt.AddMinutes(number),
        Versions =
        [
            new ConceptVersion
            {
                Number = 1,
                AdapterBlob = $"blob{number}",
                AdapterBytes = 1,
                ConceptNumber = number,
                BaseModelHash = concept.Versions[0].BaseModelHash,
                PlanHash = concept.Versions[0].PlanHash,
                Strength = StrengthRange.Usual,
                Training = null,
                CreatedAt = concept.PublishedAt,
            },
        ],
    };

    private static Task<FoundConcepts> FindAsync(TestHub hub, ConceptQuery query) => hub.Get<ConceptSearch>().FindAsync(query, Token);

    private static async Task<string> NamesAsync(TestHub hub, ConceptQuery query, bool descending = false)
    {
        var names = (await FindAsync(hub, query)).Cards.Items.Select(card => card.Name);
        return string.Join(' ', descending ? names.Reverse() : names);
    }

    private static async Task<ConceptCard> CardAsync(TestHub hub, string text) => (await FindAsync(hub, new ConceptQuery { Text = text })).Cards.Items[0];

    private static async Task<TestHub> ThreeAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.PublishAsync(await hub.JoinAsync("ann"), "hund", new PublishRequest { Name = "Rex", Description = "a brave one", Tags = "fluffy, big dog" });
        await hub.PublishAsync(await hub.JoinAsync("ben"), "bella", new PublishRequest { Name = "Bella", Tags = "Fluffy, small dog", AgeRating = AgeRating.Teen });
        await hub.PublishAsync(await hub.JoinAsync("cleo"), "mine", new PublishRequest { Name = "Closed", Licence = Closed });
        return hub;
    }
}
