namespace ConceptHub.Catalog.Tests;

public sealed class ConceptActsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _mo = null!;
    private Guid _rex;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ConceptActs Acts => _hub.Get<ConceptActs>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _mo) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("mo", HubRoles.Moderator));
        _rex = await _hub.PublishAsync(_ann, "rex", "Rex");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Unpublished_concept_tells_its_owner_why_who_may_mend_and_publish_it_again()
    {
        var grounds = new Grounds(DecisionReason.Misleading, "It draws cats.");

        Assert.IsType<ActionResult.Done>(await Acts.UnpublishAsync(_mo, _rex, grounds, Token));

        var seen = (await FindAsync())!;
        Assert.Equal((ConceptState.Unpublished, "Its name, pictures or description promise something else than it does. It draws cats."), (seen.State, seen.HiddenReason));
        Assert.Null(await _hub.Get<Concepts>().FindAsync(_rex, null, Token));
        Assert.Empty((await _hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items);
        Assert.IsType<ActionResult.Done>(await _hub.Get<ConceptListing>().PublishAsync(_ann, _rex, Token));
        Assert.Null((await FindAsync())!.HiddenReason);
    }

    [Fact]
    public async Task Owner_reads_what_was_done_why_and_what_was_before()
    {
        await Acts.RateAsync(_mo, _rex, AgeRating.Adult, new Grounds(DecisionReason.WrongRating, ""), Token);
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await Acts.RenameAsync(_mo, _rex, "A dog", "Please no brand names.", Token);
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await Acts.LockAsync(_mo, _rex, ConceptFields.Name | ConceptFields.Rating, "So that it stays.", Token);

        var decided = await _hub.Get<Decisions>().MineAsync(_ann, Token);
        var told = await _hub.Get<Notices>().ReadAsync(_ann, Token);

        Assert.Equal(
            [(DecisionAction.Lock, "None → Name, Rating.", "So that it stays."), (DecisionAction.Rename, "“Rex” → “A dog”.", "Please no brand names."), (DecisionAction.Rate, "Everyone → Adult.", "Its age rating is too low for what it shows.")],
            decided.Select(d => (d.Action, d.Detail, d.Text)));
        Assert.Equal(3, told.Count(notice => notice.Kind == NoticeKind.Moderated));
        Assert.Equal(("A dog", "a-dog", AgeRating.Adult), await FindAsync() is { } seen ? (seen.Card.Name, seen.Card.Slug, seen.AgeRating) : default);
        Assert.Equal(["lock fields", "rename", "change rating"], (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Actor = "mo" }, Token))!.Lines.Select(line => line.Action));
        Assert.Empty(await _hub.Get<Decisions>().MineAsync(_mo, Token));
    }

    [Theory]
    [InlineData(ConceptFields.Name, "name")]
    [InlineData(ConceptFields.Description, "description")]
    [InlineData(ConceptFields.Tags, "tags")]
    [InlineData(ConceptFields.Rating, "age rating")]
    public async Task Locked_field_stays_and_the_others_may_be_edited(ConceptFields field, string name)
    {
        await Acts.LockAsync(_mo, _rex, field, "It was changed back and forth.", Token);
        var seen = (await FindAsync())!;
        var same = new ConceptEdit(seen.Card.Name, seen.Description, string.Join(", ", seen.Tags), seen.Licence, seen.AgeRating);
        var all = new ConceptEdit("Other", "Other words", "other", seen.Licence, AgeRating.Teen);
        var others = all with
        {
            Name = field == ConceptFields.Name ? same.Name : all.Name,
            Description = field == ConceptFields.Description ? same.Description : all.Description,
            Tags = field == ConceptFields.Tags ? same.Tags : all.Tags,
            AgeRating = field == ConceptFields.Rating ? same.AgeRating : all.AgeRating,
        };

        Assert.StartsWith($"A moderator locked the {name};", Assert.IsType<ActionResult.Refused>(await _hub.Get<Concepts>().DescribeAsync(_ann, _rex, all, Token)).Sentence);
        Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(_ann, _rex, others, Token));
        await Acts.LockAsync(_mo, _rex, ConceptFields.None, "Enough.", Token);
        Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(_ann, _rex, all, Token));
    }

    [Fact]
    public async Task Removed_picture_is_shown_and_served_to_nobody_any_more()
    {
        var file = (await _hub.Get<ItemFiles>().FindAsync(_mo, new ModerationTarget(TargetKind.Concept, _rex), Token))!;
        var picture = file.Concept!.Pictures[0];

        Assert.IsType<ActionResult.Done>(await Acts.RemovePicturesAsync(_mo, _rex, [picture.Id], new Grounds(DecisionReason.Copyright, ""), Token));

        Assert.DoesNotContain((await FindAsync())!.Showcase, shown => shown.Blob == picture.Blob);
        Assert.Null(await _hub.Get<BlobAccess>().OpenAsync(picture.Blob, null, Token));
        Assert.IsType<ActionResult.Refused>(await Acts.RemovePicturesAsync(_mo, _rex, [picture.Id], "again", Token));
    }

    [Fact]
    public async Task Nothing_is_done_without_the_role_a_reason_or_a_change()
    {
        Assert.IsType<ActionResult.NotAllowed>(await Acts.UnpublishAsync(_ann, _rex, "because", Token));
        Assert.IsType<ActionResult.Refused>(await Acts.UnpublishAsync(_mo, _rex, " ", Token));
        Assert.IsType<ActionResult.Refused>(await Acts.RateAsync(_mo, _rex, AgeRating.Everyone, "because", Token));
        Assert.IsType<ActionResult.Refused>(await Acts.RenameAsync(_mo, _rex, "x", "because", Token));
        Assert.IsType<ActionResult.Refused>(await Acts.LockAsync(_mo, _rex, ConceptFields.None, "because", Token));
        Assert.IsType<ActionResult.NotFound>(await Acts.LockAsync(_mo, Guid.NewGuid(), ConceptFields.Name, "because", Token));
        Assert.Empty(await _hub.Get<Decisions>().MineAsync(_ann, Token));
    }

    private Task<ConceptDetails?> FindAsync() => _hub.Get<Concepts>().FindAsync(_rex, _ann, Token);
}
