namespace ConceptHub.Catalog.Tests;

public sealed class OriginsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Concepts Concepts => _hub.Get<Concepts>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Credit_and_parents_are_said_when_publishing_and_shown_on_both_pages()
    {
        var (rex, tom) = (await _hub.PublishAsync(_ann, "rex", "Rex"), await _hub.PublishAsync(_ann, "tom", "Tom"));

        var pup = await _hub.PublishAsync(_ben, "pup", new PublishRequest { Name = "Pup", Origin = new Origin(" Drawn by Ada ", "<tom>, rex, <rex>") });

        var origin = (await Concepts.FindAsync(pup, null, Token))!.Origin;
        Assert.Equal("Drawn by Ada", origin.Credit);
        Assert.Equal([tom, rex], origin.Parents.Select(parent => parent.Id));
        Assert.Equal("<tom>, <rex>", origin.Origin.Parents);
        Assert.Equal([pup], (await Concepts.FindAsync(rex, null, Token))!.Origin.Children.Select(child => child.Id));
    }

    [Fact]
    public async Task Edit_replaces_them_and_leaves_them_alone_where_nothing_is_said()
    {
        await _hub.PublishAsync(_ann, "rex", "Rex");
        var tom = await _hub.PublishAsync(_ann, "tom", "Tom");
        var pup = await _hub.PublishAsync(_ben, "pup", new PublishRequest { Name = "Pup", Origin = new Origin("Ada", "<rex>") });

        Assert.IsType<ActionResult.Done>(await Concepts.DescribeAsync(_ben, pup, Edit(), Token));
        Assert.Equal(("Ada", 1), Told((await Concepts.FindAsync(pup, null, Token))!.Origin));
        Assert.IsType<ActionResult.Done>(await Concepts.DescribeAsync(_ben, pup, Edit() with { Origin = new Origin("", "<tom>") }, Token));

        var origin = (await Concepts.FindAsync(pup, null, Token))!.Origin;
        Assert.Equal(("", 1), Told(origin));
        Assert.Equal(tom, origin.Parents[0].Id);
    }

    [Theory]
    [InlineData("<nobody>", "There is no concept <nobody> here")]
    [InlineData("<pup>", "does not build on itself")]
    [InlineData("a1, a2, a3, a4, a5, a6, a7, a8, a9", "at most 8 concepts")]
    public async Task Parents_that_cannot_be_are_refused_and_nothing_is_changed(string parents, string sentence)
    {
        var pup = await _hub.PublishAsync(_ben, "pup", "Pup");

        var refused = Assert.IsType<ActionResult.Refused>(await Concepts.DescribeAsync(_ben, pup, Edit("Other") with { Origin = new Origin("", parents) }, Token));

        Assert.Contains(sentence, refused.Sentence, StringComparison.Ordinal);
        Assert.Equal("Pup", (await Concepts.FindAsync(pup, null, Token))!.Card.Name);
    }

    [Fact]
    public async Task Parent_that_others_do_not_see_is_neither_named_nor_shown()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        var pup = await _hub.PublishAsync(_ben, "pup", new PublishRequest { Name = "Pup", Origin = new Origin("", "<rex>") });
        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, rex, Token);

        Assert.Empty((await Concepts.FindAsync(pup, _ben, Token))!.Origin.Parents);
        Assert.Single((await Concepts.FindAsync(pup, _ann, Token))!.Origin.Parents);
        Assert.IsType<ActionResult.Refused>(await Concepts.DescribeAsync(_ben, pup, Edit() with { Origin = new Origin("", "<rex>") }, Token));
    }

    [Fact]
    public async Task Downloads_of_others_are_counted()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", "Rex");
        foreach (var viewer in new[] { _ann, _ben, null })
            await Assert.IsType<OpenFileResult.Opened>(await _hub.Get<ConceptFiles>().OpenAsync(rex, 1, viewer, Token)).Content.DisposeAsync();

        Assert.Equal(2, (await Concepts.FindAsync(rex, null, Token))!.Usage.Downloads);
    }

    private static (string, int) Told(OriginInfo origin) => (origin.Credit, origin.Parents.Count);

    private static ConceptEdit Edit(string name = "Pup") => new(name, "", "", Licence.Open, AgeRating.Everyone);
}
