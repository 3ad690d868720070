using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ConceptHub.Catalog.Tests;

public sealed class LooksTests : IAsyncLifetime
{
    private static readonly Look Coat = new("Winter coat", "in a long vermilion coat"), Suit = new("Suit", "in a pinstriped suit");

    private TestHub _hub = null!;
    private Actor _ann = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _ann = await _hub.JoinAsync("ann");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Looks_are_kept_trimmed_and_empty_rows_are_left_out()
    {
        var rex = await PublishAsync(new Look("  Winter coat ", " in a long vermilion coat "), new Look("", " "), Suit);

        Assert.Equal([Coat, Suit], await LooksAsync(rex));
    }

    [Theory]
    [InlineData("Coat", "", "Please say which words the look “Coat” adds to a prompt.")]
    [InlineData("", "in a coat", "Please give the look “in a coat” a name.")]
    [InlineData("A name that is rather longer than it needs", "in a coat", "The name of a look has at most 40 characters; “A name that is rather longer than it nee…” has 42.")]
    [InlineData("Coat", "long", "The words of a look have at most 160 characters; those of “Coat” have 161.")]
    [InlineData("Coat", "in a\ncoat", "The name and the words of a look are one line of text each.")]
    [InlineData("Co\tat", "in a coat", "The name and the words of a look are one line of text each.")]
    [InlineData("Coat", "and <REX> in a coat", "The words of the look “Coat” hold <rex>, which stands before them in any case. Please take it out.")]
    [InlineData("SUIT", "in a coat", "Two looks are called “Suit”. Please give each a name of its own.")]
    public async Task Odd_look_is_refused(string name, string words, string sentence)
    {
        Look[] looks = [Suit, new Look(name, words == "long" ? new string('x', 161) : words)];
        var draft = await TrainedAsync("rex");
        var rex = await PublishAsync("tom");

        Assert.Equal([sentence], Assert.IsType<PublishResult.Refused>(await _hub.Get<Publishing>().PublishAsync(_ann, draft, new PublishRequest { Name = "Rex", Looks = looks }, Token)).Problems);
        Assert.Equal(sentence.Replace("<rex>", "<tom>", StringComparison.Ordinal), Assert.IsType<ActionResult.Refused>(await EditAsync(rex, looks.Select(look => look with { Words = look.Words.Replace("<REX>", "<TOM>", StringComparison.Ordinal) }).ToArray())).Sentence);
    }

    [Fact]
    public async Task Nine_looks_are_too_many()
    {
        var rex = await PublishAsync(Coat);
        Look[] looks = [.. Enumerable.Range(1, 9).Select(number => new Look($"Coat {number}", "in a coat"))];

        Assert.Equal("A concept has at most 8 looks; these are 9.", Assert.IsType<ActionResult.Refused>(await EditAsync(rex, looks)).Sentence);
        Assert.IsType<ActionResult.Done>(await EditAsync(rex, looks[..8]));
        Assert.Equal(8, (await LooksAsync(rex)).Count);
    }

    [Fact]
    public async Task Looks_belong_to_their_version()
    {
        var rex = await PublishAsync(Coat);
        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), new VersionRequest { ChangeNote = "Better.", Looks = [Suit] });

        Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(_ann, rex, Edit(), Token)); // says nothing of looks
        Assert.Equal([Suit], await LooksAsync(rex));
        Assert.IsType<ActionResult.Done>(await EditAsync(rex, [Suit, Coat]));

        var versions = (await _hub.Get<Concepts>().FindAsync(rex, null, Token))!.Versions;
        Assert.Equal([Suit, Coat], versions[0].Looks);
        Assert.Equal([Coat], versions[1].Looks);
    }

    [Fact]
    public async Task Concept_is_found_by_words_of_its_newest_looks()
    {
        var rex = await PublishAsync(Coat);
        Assert.Equal(1, await FoundAsync("vermilion"));
        Assert.Equal(1, await FoundAsync("winter rex"));

        await EditAsync(rex, [Suit]);
        Assert.Equal((0, 1), (await FoundAsync("vermilion"), await FoundAsync("pinstriped")));

        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), new VersionRequest { ChangeNote = "Without." });
        Assert.Equal((0, 1), (await FoundAsync("pinstriped"), await FoundAsync("rex")));
        await EditAsync(rex, [Coat]);

        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, rex, Token);
        Assert.Equal(0, await FoundAsync("vermilion"));
        await EditAsync(rex, [Coat, Suit]);
        Assert.Equal(0, await FoundAsync("pinstriped"));
        await _hub.Get<ConceptListing>().PublishAsync(_ann, rex, Token);
        Assert.Equal((1, 1), (await FoundAsync("vermilion"), await FoundAsync("pinstriped")));
    }

    [Fact]
    public async Task Hub_goes_back_to_before_there_were_looks_and_comes_again()
    {
        await PublishAsync(Coat);
        await using (var database = _hub.Database())
        {
            var before = database.Database.GetMigrations().TakeWhile(name => !name.EndsWith("_People", StringComparison.Ordinal)).Last();
            var migrator = database.GetService<IMigrator>();
            await migrator.MigrateAsync(before, Token);
            Assert.Equal(1, await CountAsync(database, "rex"));
            Assert.Equal(0, await CountAsync(database, "vermilion"));
            await migrator.MigrateAsync(null, Token);
        }

        var tom = await PublishAsync("tom", Coat);
        Assert.Equal([tom], (await _hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "vermilion" }, Token)).Cards.Items.Select(card => card.Id));
    }

    private static Task<int> CountAsync(HubDbContext database, string word) => database.MatchConcepts([word]).CountAsync(Token);

    private Task<Guid> PublishAsync(params Look[] looks) => PublishAsync("rex", looks);

    private Task<Guid> PublishAsync(string trigger, params Look[] looks) =>
        _hub.PublishAsync(_ann, trigger, new PublishRequest { Name = char.ToUpperInvariant(trigger[0]) + trigger[1..], Looks = looks });

    private async Task<Guid> TrainedAsync(string trigger)
    {
        var draft = await _hub.DraftAsync(_ann, trigger);
        await _hub.StartTrainingAsync(_ann, draft);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        return draft;
    }

    private async Task<IReadOnlyList<Look>> LooksAsync(Guid concept) => (await _hub.Get<Concepts>().FindAsync(concept, null, Token))!.Versions[0].Looks;

    private Task<ActionResult> EditAsync(Guid concept, Look[] looks) => _hub.Get<Concepts>().DescribeAsync(_ann, concept, Edit() with { Looks = looks }, Token);

    private static ConceptEdit Edit() => new("Rex", "", "", Licence.Open, AgeRating.Everyone);

    private async Task<int> FoundAsync(string text) => (await _hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = text }, Token)).Cards.Total;
}
