using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class CollaboratorsTests : IAsyncLifetime
{
    private const string Suspended = "Your account is suspended; nothing can be changed in the catalog now.";

    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _cleo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Collaborators Collaborators => _hub.Get<Collaborators>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben, _cleo) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("cleo"));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Member_who_is_named_is_told_and_works_on_it_once_they_accept()
    {
        var rex = await PublishAsync();

        Assert.Null(Refusal(await Collaborators.NameAsync(_ann, rex, " @Ben ", Token)));
        Assert.Equal((NoticeKind.NamedCollaborator, "ann", rex), Told(await _hub.Get<Notices>().ReadAsync(_ben, Token)));
        Assert.Empty((await FindAsync(rex, _cleo)).Collaborators);
        foreach (var viewer in new[] { _ann, _ben }) Assert.False(Assert.Single((await FindAsync(rex, viewer)).Collaborators).HasAccepted);
        Assert.IsType<ActionResult.NotAllowed>(await EditAsync(_ben, rex));
        await _hub.Get<Notices>().ReadAsync(_ann, Token); // of the training

        Assert.Null(Refusal(await Collaborators.AcceptAsync(_ben, rex, Token)));
        Assert.Null(Refusal(await Collaborators.AcceptAsync(_ben, rex, Token)));

        Assert.Equal((NoticeKind.CollaboratorAccepted, "ben", rex), Told(await _hub.Get<Notices>().ReadAsync(_ann, Token)));
        Assert.Equal([new CollaboratorInfo(_ben.Id, "ben", "The ben", true)], (await FindAsync(rex, null)).Collaborators);
        Assert.IsType<ActionResult.Done>(await EditAsync(_ben, rex, "Rex by two"));
        Assert.Equal([rex], (await Collaborators.SharedAsync(_ben.Id, Token)).Select(card => card.Id));
        Assert.Equal(("Rex by two", "ann"), ((await FindAsync(rex, null)).Card.Name, (await FindAsync(rex, null)).Card.CreatorName));
    }

    [Fact]
    public async Task Naming_is_refused_with_a_sentence()
    {
        var rex = await PublishAsync();
        await _hub.JoinAsync("sue");
        await SuspendAsync("sue");
        await Collaborators.NameAsync(_ann, rex, "ben", Token);

        Assert.Equal("There is no member “nobody”. Please check how the name is written.", Refusal(await Collaborators.NameAsync(_ann, rex, "nobody", Token)));
        Assert.Equal("The concept is yours already.", Refusal(await Collaborators.NameAsync(_ann, rex, "ann", Token)));
        Assert.Equal("“ben” is named already.", Refusal(await Collaborators.NameAsync(_ann, rex, "BEN", Token)));
        Assert.Equal("The account of “sue” is suspended, so they cannot be named now.", Refusal(await Collaborators.NameAsync(_ann, rex, "sue", Token)));
        for (var number = 1; number < Collaborators.Most; number++) await Collaborators.NameAsync(_ann, rex, (await _hub.JoinAsync($"member{number}")).Name, Token);
        Assert.Equal("A concept has at most 10 collaborators. Please remove one first.", Refusal(await Collaborators.NameAsync(_ann, rex, "cleo", Token)));
        Assert.IsType<ActionResult.NotFound>(await Collaborators.NameAsync(_ann, Guid.NewGuid(), "ben", Token));
    }

    [Fact]
    public async Task Collaborator_neither_names_others_nor_takes_it_out_nor_deletes_it_nor_says_who_is_shown()
    {
        var ada = await _hub.PublishAsync(_ann, "ada", new PublishRequest { Name = "Ada", Depicts = new Depiction(DepictedPerson.Agreed, "My sister.") }, ConceptKind.Person);
        await JoinAsync(ada, _ben);
        var listing = _hub.Get<ConceptListing>();

        Assert.IsType<ActionResult.NotAllowed>(await Collaborators.NameAsync(_ben, ada, "cleo", Token));
        Assert.IsType<ActionResult.NotAllowed>(await Collaborators.RemoveAsync(_ben, ada, _ben.Id, Token));
        Assert.IsType<ActionResult.NotAllowed>(await listing.UnpublishAsync(_ben, ada, Token));
        Assert.IsType<ActionResult.NotAllowed>(await _hub.Get<Concepts>().DeleteAsync(_ben, ada, Token));
        Assert.Equal("", (await FindAsync(ada, _ben)).Depicted?.Note);
        var edit = new ConceptEdit("Ada", "", "", Licence.Open, AgeRating.Everyone);
        Assert.Equal("Only the owner of a concept says anew who is shown.", Refusal(await _hub.Get<Concepts>().DescribeAsync(_ben, ada, edit with { Depicts = new Depiction(DepictedPerson.Invented) }, Token)));
        Assert.Null(Refusal(await _hub.Get<Concepts>().DescribeAsync(_ben, ada, edit with { Looks = [new Look("Coat", "in a coat")] }, Token)));
        Assert.Single((await FindAsync(ada, null)).Versions[0].Looks);
    }

    [Fact]
    public async Task Who_declines_leaves_or_is_removed_has_no_rights_any_more()
    {
        var rex = await PublishAsync();
        await Collaborators.NameAsync(_ann, rex, "ben", Token);
        Assert.Null(Refusal(await Collaborators.LeaveAsync(_ben, rex, Token)));
        Assert.Equal("You are not asked to work on this concept any more.", Refusal(await Collaborators.AcceptAsync(_ben, rex, Token)));

        await JoinAsync(rex, _ben);
        Assert.Null(Refusal(await Collaborators.LeaveAsync(_ben, rex, Token)));
        Assert.IsType<ActionResult.NotFound>(await Collaborators.LeaveAsync(_ben, rex, Token));
        Assert.IsType<ActionResult.NotAllowed>(await EditAsync(_ben, rex));

        await JoinAsync(rex, _ben);
        Assert.IsType<ActionResult.NotAllowed>(await Collaborators.RemoveAsync(_cleo, rex, _ben.Id, Token));
        Assert.Null(Refusal(await Collaborators.RemoveAsync(_ann, rex, _ben.Id, Token)));
        Assert.IsType<ActionResult.NotFound>(await Collaborators.RemoveAsync(_ann, rex, _ben.Id, Token));
        Assert.IsType<ActionResult.NotAllowed>(await EditAsync(_ben, rex));
        Assert.Empty(await Collaborators.SharedAsync(_ben.Id, Token));
    }

    [Fact]
    public async Task Who_is_suspended_can_do_nothing()
    {
        var rex = await PublishAsync();
        await JoinAsync(rex, _ben);
        await Collaborators.NameAsync(_ann, rex, "cleo", Token);
        foreach (var name in new[] { "ann", "ben", "cleo" }) await SuspendAsync(name);

        Assert.Equal(Suspended, Refusal(await EditAsync(_ben, rex)));
        Assert.Equal(Suspended, Refusal(await EditAsync(_ann, rex)));
        Assert.Equal(Suspended, Refusal(await Collaborators.AcceptAsync(_cleo, rex, Token)));
        Assert.Equal(Suspended, Refusal(await Collaborators.LeaveAsync(_ben, rex, Token)));
        Assert.Equal(Suspended, Refusal(await Collaborators.NameAsync(_ann, rex, "ben", Token)));
        Assert.Equal(Suspended, Refusal(await Collaborators.RemoveAsync(_ann, rex, _ben.Id, Token)));
        Assert.Equal("Your account is suspended; nothing can be trained now.", Assert.IsType<StartVersionResult.Refused>(await _hub.Get<VersionDrafts>().StartAsync(_ben, rex, Token)).Sentence);
    }

    [Fact]
    public async Task Collaborator_publishes_a_version_from_pictures_of_their_own_and_the_owner_is_told()
    {
        var rex = await PublishAsync();
        await JoinAsync(rex, _ben);
        await _hub.Get<Notices>().ReadAsync(_ann, Token);

        var draft = await _hub.BeginVersionAsync(_ben, rex);
        Assert.Empty((await _hub.DraftInfoAsync(_ben, draft)).Pictures); // ann's are hers
        foreach (byte shade in new byte[] { 1, 2, 3 }) await _hub.AddPictureAsync(_ben, draft, shade);
        await _hub.PublishVersionAsync(_ben, draft, "By ben.");

        var versions = (await FindAsync(rex, null)).Versions;
        Assert.Equal([2, 1], versions.Select(version => version.Number));
        Assert.Equal(versions[1].ConceptNumber, versions[0].ConceptNumber);
        Assert.Equal((NoticeKind.NewVersion, "ben", rex), Told(await _hub.Get<Notices>().ReadAsync(_ann, Token)));
        Assert.Equal(3, (await _hub.DraftInfoAsync(_ann, await _hub.BeginVersionAsync(_ann, rex))).Pictures.Count);
    }

    [Fact]
    public async Task Unfinished_version_of_a_collaborator_gives_way_once_they_left()
    {
        var rex = await PublishAsync();
        await JoinAsync(rex, _ben);
        var draft = await _hub.BeginVersionAsync(_ben, rex);
        foreach (byte shade in new byte[] { 1, 2, 3 }) await _hub.AddPictureAsync(_ben, draft, shade);

        Assert.Equal("ben has begun a new version already, and there is one at a time. Please wait until it is published or discarded.", await BusyAsync());
        await Collaborators.RemoveAsync(_ann, rex, _ben.Id, Token);
        const string Gone = "You do not work on “Rex” any more, so it gets no new version from you. Please discard this draft.";
        Assert.Equal(Gone, (await _hub.DraftInfoAsync(_ben, draft)).VersionOf?.Problem);
        Assert.Equal([Gone], Assert.IsType<SubmitResult.Refused>(await _hub.Get<Training>().SubmitAsync(_ben, TestHub.Model, draft, Token)).Problems);

        await JoinAsync(rex, _ben);
        await _hub.StartTrainingAsync(_ben, draft);
        await Collaborators.LeaveAsync(_ben, rex, Token);
        Assert.StartsWith("ben has begun", await BusyAsync(), StringComparison.Ordinal); // trains right now
        await _hub.TrainAsync(await _hub.LeaseAsync());
        Assert.Equal([Gone], Assert.IsType<PublishResult.Refused>(await _hub.Get<VersionPublishing>().PublishAsync(_ben, draft, new VersionRequest { ChangeNote = "Late." }, Token)).Problems);

        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, rex), "By ann.");
        Assert.Null(await _hub.Get<TrainDrafts>().FindAsync(_ben, draft, Token));

        async Task<string> BusyAsync() => Assert.IsType<StartVersionResult.Refused>(await _hub.Get<VersionDrafts>().StartAsync(_ann, rex, Token)).Sentence;
    }

    [Fact]
    public async Task What_collaborators_do_stands_in_the_audit()
    {
        var rex = await PublishAsync();
        await JoinAsync(rex, _ben);
        await EditAsync(_ann, rex);
        await EditAsync(_ben, rex);
        var draft = await _hub.BeginVersionAsync(_ben, rex);
        foreach (byte shade in new byte[] { 1, 2, 3 }) await _hub.AddPictureAsync(_ben, draft, shade);
        await _hub.PublishVersionAsync(_ben, draft, "By ben.");

        await using var database = _hub.Database();
        var lines = await database.Audit.OrderBy(line => line.Id).Select(line => new { line.ActorName, line.Action, line.Target, line.Reason }).ToListAsync(Token);
        Assert.Equal([("ben", "edit"), ("ben", "publish version 2")], lines.Select(line => (line.ActorName, line.Action)));
        Assert.All(lines, line => Assert.Equal(($"Concept {rex}", "As a collaborator."), (line.Target, line.Reason)));
    }

    [Fact]
    public async Task Unpublished_concept_is_seen_by_whom_it_concerns()
    {
        var rex = await PublishAsync();
        await Collaborators.NameAsync(_ann, rex, "ben", Token);
        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, rex, Token);

        Assert.NotNull(await _hub.Get<Concepts>().FindAsync(rex, _ben, Token));
        Assert.Null(await _hub.Get<Concepts>().FindAsync(rex, _cleo, Token));
        Assert.Empty(await _hub.Get<UnlistedConcepts>().OfAsync(_ben, Token));
        Assert.Null(Refusal(await Collaborators.AcceptAsync(_ben, rex, Token)));
        Assert.Equal("Rex", Assert.Single(await _hub.Get<UnlistedConcepts>().OfAsync(_ben, Token)).Name);
        Assert.Empty(await Collaborators.SharedAsync(_ben.Id, Token));
        Assert.IsType<ActionResult.NotAllowed>(await _hub.Get<ConceptListing>().PublishAsync(_ben, rex, Token));
    }

    [Fact]
    public async Task Nobody_reviews_a_concept_that_they_work_on()
    {
        var rex = await PublishAsync();
        await JoinAsync(rex, _ben);
        await _hub.DrawAsync(_ben, new PictureSettings { Prompt = "<rex> dog" }, PictureVisibility.Public, new RecipeEntry(rex, 1, 1));

        Assert.Equal(ReviewRight.Owner, (await _hub.Get<Reviews>().OfAsync(rex, _ben, 1, Token)).Right);
        Assert.Equal("Nobody reviews a concept of their own.", Refusal(await _hub.Get<Reviews>().WriteAsync(_ben, rex, new ReviewDraft(5, ""), Token)));
    }

    private Task<Guid> PublishAsync() => _hub.PublishAsync(_ann, "rex", "Rex");

    private async Task JoinAsync(Guid concept, Actor actor)
    {
        Assert.Null(Refusal(await Collaborators.NameAsync(_ann, concept, actor.Name, Token)));
        Assert.Null(Refusal(await Collaborators.AcceptAsync(actor, concept, Token)));
    }

    private async Task SuspendAsync(string name)
    {
        await using var database = _hub.Database();
        database.Users.Single(member => member.UserName == name).SuspendedAt = _hub.Clock.GetUtcNow();
        await database.SaveChangesAsync(Token);
    }

    private async Task<ConceptDetails> FindAsync(Guid concept, Actor? viewer) => (await _hub.Get<Concepts>().FindAsync(concept, viewer, Token))!;

    private Task<ActionResult> EditAsync(Actor actor, Guid concept, string name = "Rex") =>
        _hub.Get<Concepts>().DescribeAsync(actor, concept, new ConceptEdit(name, "", "", Licence.Open, AgeRating.Everyone), Token);

    // Null when it was done; all else but a sentence fails the test.
    private static string? Refusal(ActionResult result) => result is ActionResult.Done ? null : Assert.IsType<ActionResult.Refused>(result).Sentence;

    private static (NoticeKind Kind, string? Who, Guid? Concept) Told(IReadOnlyList<NoticeInfo> notices) => Assert.Single(notices.Where(notice => notice.IsNew).Select(notice => (notice.Kind, notice.ActorName, notice.ConceptId)));
}
