using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class ReviewPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Guests_and_those_who_made_nothing_are_told_what_to_do()
    {
        var concept = await hub.ConceptAsync("Ada");
        var page = $"/concepts/{concept.Card.Id}/{concept.Card.Slug}";

        var guest = await hub.Visitor().GetAsync(page);
        var member = await (await hub.MemberAsync("Nina")).GetAsync(page);

        Assert.StartsWith("account/sign-in?to=", guest.Page.QuerySelector("#reviews p a")!.GetAttribute("href"));
        Assert.Equal($"compose?add={concept.Card.Id}", member.Page.QuerySelector("#reviews p a")!.GetAttribute("href"));
        Assert.Null(member.Page.QuerySelector("#reviews form"));
    }

    [Fact]
    public async Task A_review_is_written_changed_reported_and_deleted_without_script()
    {
        var concept = await hub.ConceptAsync("robot");
        var page = $"/concepts/{concept.Card.Id}/{concept.Card.Slug}";
        var author = await hub.MemberAsync("Rita");
        await hub.DrawnAsync("Rita", concept);

        var missing = await author.SubmitAsync(page, "Input.Text", new() { ["Input.Text"] = "no stars" });
        Assert.Contains("one to five stars", missing.Text);
        await author.SubmitAsync(page, "Input.Text", new() { ["Input.Stars"] = "4", ["Input.Text"] = "**Good** beside others <i>x</i>" });
        var written = await author.SubmitAsync(page, "Input.Text", new() { ["Input.Stars"] = "5", ["Input.Text"] = "**Better** still" });

        Assert.Equal("Better still", written.Words("#reviews .markdown"));
        Assert.Equal("5 stars", written.Page.QuerySelector("#reviews li [role=img]")!.GetAttribute("aria-label"));
        Assert.Contains("version 1, 1 pictures made", written.Words("#reviews li"));
        Assert.Contains("5.0", (await hub.Visitor().GetAsync("/?q=robot")).Words("article .mean"));
        Assert.Equal("Tin Robot", (await hub.Visitor().GetAsync("/?sort=bestrated")).All("article h2")[0]);

        var other = await hub.MemberAsync("Otmar");
        var report = (await other.GetAsync(page)).Page.QuerySelector("a[href^='report/review/']")!.GetAttribute("href");
        var received = await other.SubmitAsync("/" + report, "Input.Reason", new() { ["Input.Reason"] = "Spam", ["Input.Text"] = "" });
        Assert.Contains("Thank you", received.Text);
        var listed = await (await hub.MemberAsync("Moira", HubRoles.Moderator)).GetAsync("/moderation");
        Assert.Contains("5 of 5 for Tin Robot: **Better** still", listed.All("article h2"));

        var opened = await author.GetAsync(page);
        var form = opened.Page.Forms.Single(form => form.QuerySelector("button")?.TextContent == "Delete my review");
        var deleted = await author.SendAsync(opened, form, []);
        Assert.Contains("Nobody has reviewed it yet", deleted.Text);
    }
}
