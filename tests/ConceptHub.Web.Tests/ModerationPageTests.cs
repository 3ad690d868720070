using System.Net;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Tests;

public sealed class ModerationPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Member_without_the_role_is_refused_page_and_decision()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var member = await hub.MemberAsync("Plain");
        var manage = await member.GetAsync("/account/manage");
        var borrowed = manage.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out");
        borrowed.SetAttribute("action", "/moderation/decisions");

        var page = await member.GetAsync("/moderation");
        var decision = await member.SendAsync(manage, borrowed, new() { ["kind"] = "Concept", ["id"] = concept.Card.Id.ToString(), ["reason"] = "because", ["decision"] = "hide" });

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Equal(HttpStatusCode.Forbidden, decision.Status);
        Assert.Equal(ConceptState.Published, (await hub.ConceptAsync("Blueprint")).State);
    }

    [Fact]
    public async Task Report_leads_to_hiding_with_a_reason_and_back()
    {
        var concept = await hub.ConceptAsync("Ada");
        var address = $"/concepts/{concept.Card.Id}/ada-lark";
        var (reporter, moderator) = (await hub.MemberAsync("Reporter"), await hub.MemberAsync("Judge", HubRoles.Moderator));

        var thanks = await reporter.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Likeness", ["Input.Shown"] = "My sister", ["Input.LikenessStanding"] = "Acting", ["Input.Text"] = "It looks like my sister." });
        var again = await reporter.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Spam", ["Input.Text"] = "" });
        var listed = await moderator.GetAsync($"/moderation?item={concept.Card.Id}");
        var hidden = await moderator.SubmitAsync($"/moderation?item={concept.Card.Id}", "reason", new() { ["reason"] = "No consent shown.", ["decision"] = "hide" });
        var (outside, inside) = (await hub.Visitor().GetAsync(address), await moderator.GetAsync(address));
        var restored = await moderator.SubmitAsync("/moderation?show=closed", "reason", new() { ["reason"] = "Consent arrived.", ["decision"] = "restore" });
        var audit = await moderator.GetAsync("/moderation?show=audit");

        Assert.Equal("Thank you", thanks.Words("h1"));
        Assert.Contains("You reported this already", again.Text);
        Assert.Contains("It looks like my sister.", listed.Text);
        Assert.Contains("I act for the person", listed.Words(".answers"));
        Assert.Contains("The owner sees your reason.", hidden.Text);
        Assert.Equal(HttpStatusCode.NotFound, outside.Status);
        Assert.Contains("No consent shown.", inside.Text);
        Assert.Contains("Everybody sees it again.", restored.Text);
        Assert.Equal(HttpStatusCode.OK, (await hub.Visitor().GetAsync(address)).Status);
        Assert.Contains("Consent arrived.", audit.Text);
    }

    [Fact]
    public async Task Report_without_a_reason_is_asked_for_one()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var member = await hub.MemberAsync("Hasty");

        var answer = await member.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Text"] = "Bad." });

        Assert.Contains("Choose a reason.", answer.Text);
    }

    [Fact]
    public async Task Report_without_an_answer_that_its_reason_needs_keeps_what_was_written()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var member = await hub.MemberAsync("Brief");

        var answer = await member.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Copyright", ["Input.Work"] = "The Blue House", ["Input.Text"] = "Look at the roof." });

        Assert.Contains("Please say whose work it is.", answer.Words("[role=alert]"));
        Assert.Equal("The Blue House", answer.Page.QuerySelector("[name='Input.Work']")!.GetAttribute("value"));
        Assert.Contains("Look at the roof.", answer.Words("textarea#text"));
        Assert.NotNull(answer.Page.QuerySelector("input[value=Copyright][checked]"));
    }

    [Fact]
    public async Task Claimed_item_is_left_to_who_has_it_and_keeps_its_place_when_decided()
    {
        var concept = await hub.ConceptAsync("Tin");
        var (reporter, mo, mia) = (await hub.MemberAsync("Watchful"), await hub.MemberAsync("Mona", HubRoles.Moderator), await hub.MemberAsync("Mira", HubRoles.Moderator));
        await reporter.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Broken", ["Input.Fault"] = "It draws grey.", ["Input.Text"] = "" });
        var address = $"/moderation?item={concept.Card.Id}";

        var claimed = await mo.SubmitAsync(address, "claim", new() { ["claim"] = "claim" });
        var seen = await mia.GetAsync(address);
        var refused = await mia.SubmitAsync(address, "reason", new() { ["reason"] = "Mine now.", ["decision"] = "hide" });
        var hidden = await mo.SubmitAsync(address, "reason", new() { ["reason"] = "It does draw grey.", ["decision"] = "hide" });
        await mo.SubmitAsync(address.Replace("?", "?show=closed&"), "reason", new() { ["id"] = concept.Card.Id.ToString(), ["kind"] = "Concept", ["reason"] = "Mended.", ["decision"] = "restore" });

        Assert.Contains("Claimed.", claimed.Text);
        Assert.Contains("It draws grey.", claimed.Words(".answers"));
        Assert.Contains("Mona works on this until", seen.Words(".claim"));
        Assert.Contains("Mona works on this item now.", refused.Words("[role=status]"));
        Assert.Contains("Tin Robot", hidden.Words(".decided"));
        Assert.Contains("hidden", hidden.Words(".decided"));
        Assert.Contains("It does draw grey.", hidden.Words(".record"));
        Assert.DoesNotContain("Not done", hidden.Text);
    }

    [Fact]
    public async Task Concept_is_changed_from_its_card_and_the_owner_reads_what_was_done()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var (owner, reporter, moderator) = (await hub.MemberAsync("Draftsman"), await hub.MemberAsync("Sharp"), await hub.MemberAsync("Editor", HubRoles.Moderator));
        await hub.GiveAsync("blueprint", "Draftsman");
        await reporter.SubmitAsync($"/report/concept/{concept.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Mislabelled", ["Input.Rating"] = "Teen", ["Input.Text"] = "" });
        var address = $"/moderation?item={concept.Card.Id}";

        var rated = await moderator.SubmitAsync(address, "reason", new() { ["code"] = "WrongRating", ["reason"] = "", ["rating"] = "Teen", ["decision"] = "rate" });
        var same = await moderator.SubmitAsync(address, "reason", new() { ["reason"] = "Again.", ["rating"] = "Teen", ["decision"] = "rate" });
        await moderator.SubmitAsync(address, "reason", new() { ["reason"] = "Leave it so.", ["field"] = "Rating", ["decision"] = "lock" });
        var edit = await owner.GetAsync($"/concepts/{concept.Card.Id}/edit");
        var saved = await owner.SubmitAsync($"/concepts/{concept.Card.Id}/edit", "Input.Name", new() { ["Input.Name"] = "Blueprint", ["Input.Description"] = concept.Description, ["Input.Tags"] = string.Join(", ", concept.Tags), ["Input.AgeRating"] = "Everyone" });
        var decisions = await owner.GetAsync("/account/decisions");

        Assert.Contains("The owner sees what was changed and why.", rated.Words("[role=status]"));
        Assert.Contains("It has this rating already.", same.Words("[role=status]"));
        Assert.Contains("A moderator locked: Age rating.", edit.Text);
        Assert.Contains("A moderator locked the age rating;", saved.Words("[role=alert]"));
        Assert.Contains("Its age rating is too low for what it shows.", decisions.Text);
        Assert.Equal(["Fields locked: Blueprint", "Age rating changed: Blueprint"], decisions.All(".decisions li p:first-child"));
    }

    [Theory]
    [InlineData("/moderation?because=made-up&said=refused", "Not done: a decision needs a reason")]
    [InlineData("/moderation?since=-5&kind=nothing&age=x&item=00000000-0000-0000-0000-000000000000", "Open reports")]
    [InlineData("/moderation?who=Mine&owner=nobody-at-all", "No report matches")]
    public async Task Odd_addresses_show_the_queue(string address, string text)
    {
        var moderator = await hub.MemberAsync($"M{Guid.NewGuid():N}"[..12], HubRoles.Moderator);

        Assert.Contains(text, (await moderator.GetAsync(address)).Text);
    }

    [Fact]
    public async Task Audit_is_searched_checked_and_exported()
    {
        var moderator = await hub.MemberAsync("Auditor", HubRoles.Moderator);
        await hub.MemberAsync("Promoted", HubRoles.Trusted);

        var found = await moderator.GetAsync("/moderation?show=audit&to=promoted&did=grant");
        var nothing = await moderator.GetAsync("/moderation?show=audit&who=nobody-of-this-name");
        var check = await moderator.GetAsync("/moderation?show=audit&check=true");
        var export = await moderator.GetAsync("/moderation/audit.jsonl?to=promoted");
        var member = await (await hub.MemberAsync("Curious")).GetAsync("/moderation/audit.jsonl");

        Assert.Contains("grant role trustedMember Promoted", Assert.Single(found.All("tbody tr")));
        Assert.Contains("No line matches", nothing.Text);
        Assert.Contains("The chain is whole", check.Words(".proof"));
        Assert.Contains("\"target\":\"Member Promoted\"", Assert.Single(export.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(HttpStatusCode.Forbidden, member.Status);
    }

    [Fact]
    public async Task Administrator_grants_a_role()
    {
        var administrator = await hub.MemberAsync("Chief", HubRoles.Administrator);
        await hub.MemberAsync("Helper");

        var answer = await administrator.SubmitAsync("/admin?q=helper", "member", new() { ["role"] = HubRoles.Moderator, ["action"] = "grant" });
        var row = (await administrator.GetAsync("/admin?q=helper")).Words("tbody tr");

        Assert.Contains("Role granted", answer.Text);
        Assert.Contains("member, moderator", row);
    }
}
