using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class DepictionsTests : IAsyncLifetime
{
    private const string Missing = "Please say who is shown: an invented person, yourself, or somebody else who agreed.";

    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mod = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben, _mod) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("moe", HubRoles.Moderator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Person_is_published_once_it_is_said_who_is_shown()
    {
        var draft = await TrainedAsync(ConceptKind.Person);

        Assert.Equal([Missing], await PublishAsync(draft, null));
        Assert.Equal([Missing], await PublishAsync(draft, new Depiction((DepictedPerson)9)));
        Assert.Empty(await PublishAsync(draft, new Depiction(DepictedPerson.Self)));
    }

    [Fact]
    public async Task Anything_but_a_person_needs_no_word_and_keeps_none()
    {
        var rex = await _hub.PublishAsync(_ann, "rex", new PublishRequest { Name = "Rex", Depicts = new Depiction(DepictedPerson.Self) });

        Assert.Null((await FindAsync(rex, _ann)).Depicted);
        Assert.IsType<ActionResult.Done>(await EditAsync(_ann, rex, new Depiction(DepictedPerson.Invented)));
        Assert.Null((await FindAsync(rex, _ann)).Depicted);
    }

    [Fact]
    public async Task Everybody_reads_who_is_shown_and_only_owner_and_moderators_read_the_note()
    {
        var ada = await PublishAsync(new Depiction(DepictedPerson.Agreed, "  By letter, in May. "));
        var said = new DepictionInfo(DepictedPerson.Agreed, "By letter, in May.", "ann", 1, _hub.Clock.GetUtcNow());

        foreach (var viewer in new[] { _ann, _mod }) Assert.Equal(said, (await FindAsync(ada, viewer)).Depicted);
        foreach (var viewer in new[] { _ben, null }) Assert.Equal(said with { Note = "" }, (await FindAsync(ada, viewer)).Depicted);
    }

    [Fact]
    public async Task Nobody_has_to_agree_to_an_invented_person() =>
        Assert.Equal("", (await FindAsync(await PublishAsync(new Depiction(DepictedPerson.Invented, "By letter.")), _ann)).Depicted?.Note);

    [Theory]
    [InlineData("long", "The note about who is shown has 301 characters; 300 is the most.")]
    [InlineData("By letter\nin May.", "The note about who is shown is one line of text.")]
    public async Task Odd_note_is_refused(string note, string sentence)
    {
        var draft = await TrainedAsync(ConceptKind.Person);

        Assert.Equal([sentence], await PublishAsync(draft, new Depiction(DepictedPerson.Agreed, note == "long" ? new string('x', 301) : note)));
    }

    [Fact]
    public async Task New_version_says_it_anew()
    {
        var ada = await PublishAsync(new Depiction(DepictedPerson.Invented));
        var draft = await _hub.BeginVersionAsync(_ann, ada);
        await _hub.StartTrainingAsync(_ann, draft);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        var request = new VersionRequest { ChangeNote = "Better." };

        Assert.Equal([Missing], Assert.IsType<PublishResult.Refused>(await _hub.Get<VersionPublishing>().PublishAsync(_ann, draft, request, Token)).Problems);
        Assert.IsType<PublishResult.Published>(await _hub.Get<VersionPublishing>().PublishAsync(_ann, draft, request with { Depicts = new Depiction(DepictedPerson.Self) }, Token));

        var said = (await FindAsync(ada, null)).Depicted;
        Assert.Equal((DepictedPerson.Self, 2), (said?.Person, said?.Version));
    }

    [Fact]
    public async Task Owner_says_something_else_later_and_what_was_said_before_stays()
    {
        var ada = await PublishAsync(new Depiction(DepictedPerson.Invented));
        _hub.Clock.Advance(TimeSpan.FromDays(1));

        Assert.IsType<ActionResult.NotAllowed>(await EditAsync(_ben, ada, new Depiction(DepictedPerson.Self)));
        Assert.Equal("The note about who is shown is one line of text.", Assert.IsType<ActionResult.Refused>(await EditAsync(_ann, ada, new Depiction(DepictedPerson.Agreed, "a\tb"))).Sentence);
        Assert.IsType<ActionResult.Done>(await EditAsync(_ann, ada, null));
        Assert.IsType<ActionResult.Done>(await EditAsync(_ann, ada, new Depiction(DepictedPerson.Invented)));
        Assert.IsType<ActionResult.Done>(await EditAsync(_ann, ada, new Depiction(DepictedPerson.Agreed, "My sister.")));

        Assert.Equal((DepictedPerson.Agreed, "My sister."), ((await FindAsync(ada, _ann)).Depicted!.Person, (await FindAsync(ada, _ann)).Depicted!.Note));
        await using var database = _hub.Database();
        Assert.Equal(2, await database.Depictions.CountAsync(Token));
    }

    [Fact]
    public async Task Moderators_read_all_that_was_said_of_a_reported_concept_and_reporters_none_of_it()
    {
        var ada = await PublishAsync(new Depiction(DepictedPerson.Agreed, "My sister."));
        await EditAsync(_ann, ada, new Depiction(DepictedPerson.Invented));
        var (moderation, target) = (_hub.Get<Moderation>(), new ModerationTarget(TargetKind.Concept, ada));
        await moderation.ReportAsync(_ben, target, new ReportDraft(ReportReason.Likeness, "") { Answers = new ReportAnswers { Shown = "Ada", Standing = ReporterStanding.Third } }, Token);

        var open = Assert.Single((await _hub.Get<ModerationQueue>().ListAsync(_mod, new QueueFilter(), Token))!.Items);
        await moderation.HideAsync(_mod, target, "Let us see.", Token);
        var closed = Assert.Single((await new ModerationHistory(_hub.Get<IDbContextFactory<HubDbContext>>()).ListAsync(_mod, Token))!);

        Assert.Equal([(DepictedPerson.Invented, ""), (DepictedPerson.Agreed, "My sister.")], open.Depictions.Select(said => (said.Person, said.Note)));
        Assert.Equal(open.Depictions, closed.Depictions);
        Assert.True(open.IsPerson && closed.IsPerson);
        Assert.Empty((await moderation.FindAsync(_ann, target, Token))!.Depictions);
    }

    private Task<Guid> PublishAsync(Depiction said) => _hub.PublishAsync(_ann, "ada", new PublishRequest { Name = "Ada", Depicts = said }, ConceptKind.Person);

    private async Task<Guid> TrainedAsync(ConceptKind kind)
    {
        var draft = await _hub.DraftAsync(_ann, "ada", kind);
        await _hub.StartTrainingAsync(_ann, draft);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        return draft;
    }

    private async Task<IReadOnlyList<string>> PublishAsync(Guid draft, Depiction? said) =>
        await _hub.Get<Publishing>().PublishAsync(_ann, draft, new PublishRequest { Name = "Ada", Depicts = said }, Token) is PublishResult.Refused refused ? refused.Problems : [];

    private async Task<ConceptDetails> FindAsync(Guid concept, Actor? viewer) => (await _hub.Get<Concepts>().FindAsync(concept, viewer, Token))!;

    private Task<ActionResult> EditAsync(Actor actor, Guid concept, Depiction? said) =>
        _hub.Get<Concepts>().DescribeAsync(actor, concept, new ConceptEdit("Ada", "", "", Licence.Open, AgeRating.Everyone) { Depicts = said }, Token);
}
