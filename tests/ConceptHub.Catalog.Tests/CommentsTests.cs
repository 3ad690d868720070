using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class CommentsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Threads_stand_newest_first_and_answers_oldest_first()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, _, ben) = await StartAsync(hub);
        var cleo = await hub.JoinAsync("cleo");
        var first = await SayAsync(hub, ben, rex, " Runs **well** ");
        var answer = await SayAsync(hub, cleo, rex, "How far?", first);
        await SayAsync(hub, ben, rex, "Ten miles", answer);
        await SayAsync(hub, cleo, rex, "Barks too");

        var board = await hub.Get<Comments>().OfAsync(rex, null, 1, Token);

        Assert.Equal(["Barks too", "Runs **well**"], board.Threads.Items.Select(thread => thread.First.Text));
        Assert.Equal([("How far?", (string?)null), ("Ten miles", "cleo")], board.Threads.Items[1].Answers.Select(it => (it.Text, it.AnsweredName)));
        Assert.Equal((4, 2, CommentRight.Guest), (board.Count, board.Threads.Total, board.Right));
        Assert.Equal(CommentRight.May, (await hub.Get<Comments>().OfAsync(rex, ben, 1, Token)).Right);
    }

    [Fact]
    public async Task Ten_threads_are_a_page_and_each_comment_knows_its_own()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, _, ben) = await StartAsync(hub);
        var oldest = await SayAsync(hub, ben, rex, "one");
        var answer = await SayAsync(hub, ben, rex, "to one", oldest);
        for (var i = 0; i < Comments.PageSize; i++) await SayAsync(hub, ben, rex, $"more {i}");
        var comments = hub.Get<Comments>();

        var second = await comments.OfAsync(rex, null, 2, Token);

        Assert.Equal((2, "one"), (second.Threads.Pages, Assert.Single(second.Threads.Items).First.Text));
        Assert.Equal((2, 2, 1), (await comments.PageOfAsync(oldest, null, Token), await comments.PageOfAsync(answer, ben, Token), await comments.PageOfAsync(Guid.NewGuid(), null, Token)));
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_with_a_sentence()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ann, ben) = await StartAsync(hub);
        var comments = hub.Get<Comments>();
        var known = await SayAsync(hub, ben, rex, "here");
        for (var i = 0; i <= Comments.MostMentions; i++) await hub.JoinAsync($"fan{i}");
        var crowd = string.Join(' ', Enumerable.Range(0, Comments.MostMentions + 1).Select(i => $"@fan{i}"));

        await RefusedAsync(hub, ben, rex, new CommentDraft(" \n ", null), "write something");
        await RefusedAsync(hub, ben, rex, new CommentDraft(new string('x', 2001), null), "2001 characters");
        await RefusedAsync(hub, ben, rex, new CommentDraft(crowd, null), "11 members");
        await RefusedAsync(hub, ben, rex, new CommentDraft("to nobody", Guid.NewGuid()), "is gone");
        Assert.IsType<CommentResult.NotFound>(await comments.WriteAsync(ben, Guid.NewGuid(), new CommentDraft("x", null), Token));
        Assert.IsType<ActionResult.NotAllowed>(await comments.EditAsync(ann, known, "mine now", Token));
        Assert.IsType<ActionResult.NotAllowed>(await comments.DeleteAsync(ann, known, Token));
        await SuspendAsync(hub, ben);
        await RefusedAsync(hub, ben, rex, new CommentDraft("still here", null), "suspended");
        Assert.IsType<ActionResult.Refused>(await comments.EditAsync(ben, known, "changed", Token));
        Assert.IsType<ActionResult.Refused>(await comments.DeleteAsync(ben, known, Token));

        Assert.Equal("here", Assert.Single((await comments.OfAsync(rex, null, 1, Token)).Threads.Items).First.Text);
    }

    [Fact]
    public async Task Whoever_writes_too_much_is_told_when_to_go_on()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, _, ben) = await StartAsync(hub);
        for (var i = 0; i < Comments.MostPerHour; i++) await SayAsync(hub, ben, rex, $"{i}");

        await RefusedAsync(hub, ben, rex, new CommentDraft("more", null), "again in 60 minutes");
        hub.Clock.Advance(TimeSpan.FromMinutes(58.5));
        await RefusedAsync(hub, ben, rex, new CommentDraft("more", null), "again in 2 minutes");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync(hub, ben, rex, new CommentDraft("more", null), "again in a minute");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));

        await SayAsync(hub, ben, rex, "more");
    }

    [Fact]
    public async Task Everybody_concerned_is_told_once_and_nobody_of_their_own()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ann, ben) = await StartAsync(hub);
        var cleo = await hub.JoinAsync("cleo");
        var question = await SayAsync(hub, ben, rex, "@ANN @ben how? Not `@cleo`, nor @nobody");
        var answer = await SayAsync(hub, ann, rex, "@ben @Cleo like this", question);
        await hub.Get<Comments>().EditAsync(ann, answer, "@ben @cleo like **this**", Token);   // nobody new

        var notices = hub.Get<Notices>();
        var owner = Assert.Single(await notices.ReadAsync(ann, Token), notice => notice.CommentId is not null);
        Assert.Equal((NoticeKind.Mention, "ben", rex, question, "Rex"), (owner.Kind, owner.ActorName, owner.ConceptId, owner.CommentId, owner.Title));
        Assert.Equal((NoticeKind.Answer, answer), Told(Assert.Single(await notices.ReadAsync(ben, Token))));
        Assert.Equal((NoticeKind.Mention, answer), Told(Assert.Single(await notices.ReadAsync(cleo, Token))));
        Assert.Equal(["ann", "ben", "cleo"], (await hub.Get<Comments>().OfAsync(rex, null, 1, Token)).Mentioned.Order());

        var late = await hub.JoinAsync("dora");
        await hub.Get<Comments>().EditAsync(ben, question, "@dora knows", Token);
        Assert.Equal((NoticeKind.Mention, question), Told(Assert.Single(await notices.ReadAsync(late, Token))));
        await SayAsync(hub, cleo, rex, "nice");
        Assert.Contains(await notices.ReadAsync(ann, Token), notice => notice.Kind == NoticeKind.Comment && notice.ActorName == "cleo");
    }

    [Fact]
    public async Task Deleted_comment_keeps_its_place_as_long_as_it_is_answered()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ann, ben) = await StartAsync(hub);
        var comments = hub.Get<Comments>();
        var first = await SayAsync(hub, ben, rex, "secret");
        var answer = await SayAsync(hub, ann, rex, "indeed", first);
        var last = await SayAsync(hub, ben, rex, "so it is", answer);
        Assert.IsType<ActionResult.Done>(await comments.EditAsync(ben, last, "so it is, indeed", Token));

        Assert.IsType<ActionResult.Done>(await comments.DeleteAsync(ben, first, Token));
        Assert.IsType<ActionResult.Done>(await comments.DeleteAsync(ann, answer, Token));

        var board = await comments.OfAsync(rex, null, 1, Token);
        var thread = Assert.Single(board.Threads.Items);
        Assert.Equal((CommentStanding.Deleted, "", ""), (thread.First.Standing, thread.First.Text, thread.First.AuthorName));
        Assert.Equal([(CommentStanding.Deleted, ""), (CommentStanding.Shown, "so it is, indeed")], thread.Answers.Select(it => (it.Standing, it.Text)));
        Assert.Equal((1, null, true), (board.Count, thread.Answers[1].AnsweredName, thread.Answers[1].EditedAt is not null));
        await RefusedAsync(hub, ann, rex, new CommentDraft("what was it?", first), "is gone");
        Assert.DoesNotContain(await hub.Get<Notices>().ReadAsync(ann, Token), notice => notice.CommentId == first);
        Assert.IsType<ActionResult.NotFound>(await comments.DeleteAsync(ben, first, Token));

        Assert.IsType<ActionResult.Done>(await comments.DeleteAsync(ben, last, Token));
        Assert.Empty((await comments.OfAsync(rex, null, 1, Token)).Threads.Items);
        await using var database = hub.Database();
        Assert.Empty(database.Comments);
    }

    [Fact]
    public async Task Hidden_comment_is_seen_by_its_writer_and_moderators_and_keeps_the_thread_together()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ann, ben) = await StartAsync(hub);
        var mod = await hub.JoinAsync("mod", HubRoles.Moderator);
        var (comments, moderation) = (hub.Get<Comments>(), hub.Get<Moderation>());
        var first = await SayAsync(hub, ben, rex, "spam spam");
        var target = new ModerationTarget(TargetKind.Comment, first);
        Assert.IsType<ReportResult.Received>(await moderation.ReportAsync(ann, target, new ReportDraft(ReportReason.Spam, ""), Token));
        var reported = Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mod, new QueueFilter(), Token))!.Items);
        Assert.Equal(("On Rex: spam spam", "ben", rex), (reported.Title, reported.OwnerName, reported.Page!.ConceptId));

        Assert.IsType<ActionResult.Done>(await moderation.HideAsync(mod, target, "advertising", Token));

        Assert.Empty((await comments.OfAsync(rex, ann, 1, Token)).Threads.Items);
        foreach (var seer in new[] { ben, mod }) Assert.Equal("advertising", Assert.Single((await comments.OfAsync(rex, seer, 1, Token)).Threads.Items).First.HiddenReason);
        Assert.Equal(first, (await hub.Get<Notices>().ReadAsync(ben, Token))[0].CommentId);
        Assert.Contains("moderator hid", Assert.IsType<ActionResult.Refused>(await comments.EditAsync(ben, first, "ham", Token)).Sentence);
        Assert.Contains((await new ModerationHistory(hub.Get<IDbContextFactory<HubDbContext>>()).ListAsync(mod, Token))!, item => item.Target == target);
        await SayAsync(hub, mod, rex, "Please read the rules.", first);
        var board = await comments.OfAsync(rex, ann, 1, Token);
        Assert.Equal((CommentStanding.Hidden, "", "", null), (board.Threads.Items[0].First.Standing, board.Threads.Items[0].First.Text, board.Threads.Items[0].First.AuthorName, board.Threads.Items[0].First.HiddenReason));
        Assert.Equal(1, board.Count);
        Assert.IsType<ActionResult.Done>(await moderation.RestoreAsync(mod, target, "a mistake", Token));
        Assert.Equal("spam spam", (await comments.OfAsync(rex, ann, 1, Token)).Threads.Items[0].First.Text);
    }

    [Fact]
    public async Task Hidden_concept_takes_no_comments_and_a_deleted_one_takes_its_comments_along()
    {
        await using var hub = await TestHub.StartAsync();
        var (rex, ann, ben) = await StartAsync(hub);
        var mod = await hub.JoinAsync("mod", HubRoles.Moderator);
        var (comments, moderation) = (hub.Get<Comments>(), hub.Get<Moderation>());
        var known = await SayAsync(hub, ben, rex, "here");
        var target = new ModerationTarget(TargetKind.Comment, known);
        await moderation.ReportAsync(ann, target, new ReportDraft(ReportReason.Spam, ""), Token);

        await moderation.HideAsync(mod, new ModerationTarget(TargetKind.Concept, rex), "not yours", Token);

        Assert.IsType<CommentResult.NotFound>(await comments.WriteAsync(ben, rex, new CommentDraft("x", null), Token));
        Assert.IsType<ActionResult.NotFound>(await comments.EditAsync(ben, known, "x", Token));
        await RefusedAsync(hub, ann, rex, new CommentDraft("why?", known), "hidden");
        Assert.Equal((0, CommentRight.Closed), ((await comments.OfAsync(rex, ben, 1, Token)).Count, (await comments.OfAsync(rex, ann, 1, Token)).Right));
        Assert.Null(await moderation.FindAsync(ben, target, Token));
        Assert.Single((await hub.Get<ModerationQueue>().ListAsync(mod, new QueueFilter(), Token))!.Items);

        await hub.Get<Concepts>().DeleteAsync(ann, rex, Token);

        Assert.Empty((await hub.Get<ModerationQueue>().ListAsync(mod, new QueueFilter(), Token))!.Items);
        Assert.IsType<ActionResult.NotFound>(await moderation.HideAsync(mod, target, "late", Token));
        Assert.Empty((await comments.OfAsync(rex, mod, 1, Token)).Threads.Items);
    }

    [Theory]
    [InlineData("@ann, (@Ben) and *@cle-o_1*", "ann Ben cle-o_1")]
    [InlineData("@ann @ANN", "ann")]
    [InlineData("`@ann` and\n\n    @ben\n\n```\n@cleo\n```", "")]
    [InlineData("post@ann @ann@elsewhere.org https://elsewhere.org/@ann [to @ann](https://x.org) \\@ann @1st @", "")]
    [InlineData("> @ann\n\n- @ben\n\n# @cleo", "ann ben cleo")]
    public void Mentions_are_names_in_words_and_never_in_code(string text, string names) =>
        Assert.Equal(names, string.Join(' ', MemberMarkdown.MentionsIn(text)));

    private static (NoticeKind Kind, Guid? Comment) Told(NoticeInfo notice) => (notice.Kind, notice.CommentId);

    private static async Task<Guid> SayAsync(TestHub hub, Actor actor, Guid concept, string text, Guid? answers = null)
    {
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        return Assert.IsType<CommentResult.Written>(await hub.Get<Comments>().WriteAsync(actor, concept, new CommentDraft(text, answers), Token)).Id;
    }

    private static async Task RefusedAsync(TestHub hub, Actor actor, Guid concept, CommentDraft draft, string because) =>
        Assert.Contains(because, Assert.IsType<CommentResult.Refused>(await hub.Get<Comments>().WriteAsync(actor, concept, draft, Token)).Sentence);

    private static async Task SuspendAsync(TestHub hub, Actor actor)
    {
        await using var database = hub.Database();
        database.Users.Single(m => m.Id == actor.Id).SuspendedAt = hub.Clock.GetUtcNow();
        await database.SaveChangesAsync(Token);
    }

    private static async Task<(Guid Concept, Actor Ann, Actor Ben)> StartAsync(TestHub hub)
    {
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        return (await hub.PublishAsync(ann, "hund", "Rex"), ann, ben);
    }
}
