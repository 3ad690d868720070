using ConceptHub.Catalog;

namespace ConceptHub.Web.Tests;

public sealed class CommentPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Comments_are_written_answered_changed_and_deleted_without_script()
    {
        var page = await PageAsync("Ada");
        var (ursel, tilo) = (await hub.MemberAsync("Ursel"), await hub.MemberAsync("Tilo"));
        var signIn = (await hub.Visitor().GetAsync(page)).Page.QuerySelector("#comments > p a")!.GetAttribute("href");
        Assert.Equal(page, (await hub.Visitor().SubmitAsync("/" + signIn, "Input.Name", new() { ["Input.Name"] = "Ursel", ["Input.Password"] = TestHub.Password })).Path);

        var written = await SayAsync(ursel, page, "**Fits** with @tilo, not with `@tilo` or @nobodyhere <b>x</b>");
        Assert.Matches(@"^/concepts/[^?]+\?comment=[0-9a-f-]{36}$", written.Path);
        Assert.Equal("Comments (1)", written.Words("#comments h2"));
        Assert.Equal(["u/tilo"], written.Page.QuerySelectorAll("#comments .markdown a").Select(link => link.GetAttribute("href")));
        Assert.Contains("<b>x</b>", written.Words("#comments .markdown"));

        var told = (await tilo.GetAsync("/notices")).Page.QuerySelector(".notices a")!;
        Assert.Equal("Ursel mentioned you in a comment on “Ada Lark”", told.TextContent);
        var opened = await tilo.GetAsync("/" + told.GetAttribute("href"));
        Assert.NotNull(opened.Page.QuerySelector($"article[id='{told.GetAttribute("href")!.Split('#')[1]}']"));
        var answered = await SayAsync(tilo, "/" + Link(opened, "Answer"), "Even beside others");
        Assert.Equal("Even beside others", answered.Words("#comments .answers .markdown"));
        var again = await SayAsync(ursel, "/" + Links(await ursel.GetAsync(page), "Answer")[1], "Good to know");
        Assert.Contains("to Tilo", again.All("#comments .answers article")[1]);

        await SayAsync(ursel, "/" + Links(again, "Edit or delete")[0], "Fits **well**");
        Assert.Contains("Fits well", (await hub.Visitor().GetAsync(page)).All("#comments .markdown"));
        Assert.Contains("edited", (await hub.Visitor().GetAsync(page)).Words("#comments article"));
        var edit = await ursel.GetAsync("/" + Links(again, "Edit or delete")[0]);
        var form = edit.Page.Forms.Single(form => form.Id == "comment-form");
        Assert.Equal("Fits **well**", form.QuerySelector("textarea")!.TextContent.Trim());
        var deleted = await ursel.SendAsync(edit, form, new() { ["Input.Text"] = "", ["Input.Delete"] = "true" });
        Assert.Contains("Deleted by its writer", deleted.Words("#comments .threads"));
        Assert.Equal("Comments (2)", deleted.Words("#comments h2"));
    }

    [Fact]
    public async Task What_is_refused_stays_in_the_form()
    {
        var page = await PageAsync("Blueprint");
        var (wim, vito) = (await hub.MemberAsync("Wim"), await hub.MemberAsync("Vito"));
        await SayAsync(wim, page, "soon gone");
        var answer = Link(await vito.GetAsync(page), "Answer");

        var long2001 = await SayAsync(vito, page, new string('x', 2001));
        Assert.Contains("2001 characters", long2001.Words("#comments [role=alert]"));
        Assert.Equal(2001, long2001.Page.QuerySelector("#comment-text")!.TextContent.Trim().Length);
        var form = await vito.GetAsync("/" + answer);
        var edit = await wim.GetAsync("/" + Link(await wim.GetAsync(page), "Edit or delete"));
        await wim.SendAsync(edit, edit.Page.Forms.Single(form => form.Id == "comment-form"), new() { ["Input.Text"] = "soon gone", ["Input.Delete"] = "true" });
        var late = await vito.SendAsync(form, form.Page.Forms.Single(form => form.Id == "comment-form"), new() { ["Input.Text"] = "my answer" });
        Assert.Contains("That comment is gone", late.Words("#comments [role=alert]"));
        var sent = await vito.SendAsync(late, late.Page.Forms.Single(form => form.Id == "comment-form"), new() { ["Input.Text"] = late.Page.QuerySelector("#comment-text")!.TextContent.Trim() });
        Assert.Contains("my answer", sent.All("#comments .threads > li > article .markdown"));

        await hub.SuspendAsync("Vito");
        Assert.Contains("suspended", (await SayAsync(vito, page, "again")).Words("#comments [role=alert]"));
    }

    [Fact]
    public async Task Comments_are_reported_hidden_and_turned_over_page_by_page()
    {
        var page = await PageAsync("robot");
        var (xenia, yvo, moda) = (await hub.MemberAsync("Xenia"), await hub.MemberAsync("Yvo"), await hub.MemberAsync("Moda", HubRoles.Moderator));
        var oldest = (await SayAsync(xenia, page, "buy my pictures")).Path;
        for (var i = 0; i < Catalog.Comments.PageSize; i++) await SayAsync(xenia, page, $"number {i}");
        Assert.DoesNotContain("buy my pictures", (await yvo.GetAsync(page)).Text);
        Assert.Contains("buy my pictures", (await yvo.GetAsync(page + "?comments=2")).Text);
        Assert.Contains("Page 2 of 2", (await yvo.GetAsync(oldest)).Words("#comments .pager"));

        var report = Links(await yvo.GetAsync(oldest), "Report")[^1];
        Assert.Contains("Thank you", (await yvo.SubmitAsync("/" + report, "Input.Reason", new() { ["Input.Reason"] = "Spam", ["Input.Text"] = "" })).Text);
        var queue = await moda.GetAsync("/moderation");
        Assert.Contains("On Tin Robot: buy my pictures", queue.All("article h2"));
        Assert.Equal(oldest, "/" + queue.Page.QuerySelector("article h2 a")!.GetAttribute("href")!.Split('#')[0]);
        var decide = queue.Page.Forms.Single(form => form.GetAttribute("action") == "moderation/decisions");
        await moda.SendAsync(queue, decide, new() { ["reason"] = "advertising", ["decision"] = "hide" });

        Assert.DoesNotContain("buy my pictures", (await yvo.GetAsync(oldest)).Text);
        Assert.Contains("This comment is hidden. ", (await xenia.GetAsync(oldest)).Words("#comments .hub-note"));
        Assert.Contains("advertising", (await moda.GetAsync(oldest)).Words("#comments .hub-note"));
    }

    private static Task<Answer> SayAsync(Visitor visitor, string page, string text) => visitor.SubmitAsync(page, "Input.Text", new() { ["Input.Text"] = text });

    private static string Link(Answer page, string words) => Links(page, words)[0];

    private static IReadOnlyList<string> Links(Answer page, string words) =>
        [.. page.Page.QuerySelectorAll("#comments a").Where(link => link.TextContent == words).Select(link => link.GetAttribute("href")!)];

    private async Task<string> PageAsync(string concept)
    {
        var card = (await hub.ConceptAsync(concept)).Card;
        return $"/concepts/{card.Id}/{card.Slug}";
    }
}
