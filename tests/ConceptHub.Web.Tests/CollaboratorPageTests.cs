using System.Net;

namespace ConceptHub.Web.Tests;

public sealed class CollaboratorPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Member_who_is_asked_accepts_edits_and_leaves()
    {
        var ada = await hub.ConceptAsync("Ada");
        var (owner, carl) = (await hub.MemberAsync("Olga"), await hub.MemberAsync("Carl"));
        await hub.GiveAsync("ada-lark", "Olga");
        var (page, edit) = ($"/concepts/{ada.Card.Id}/ada-lark", $"/concepts/{ada.Card.Id}/edit");

        var unknown = await owner.SubmitAsync(edit, "collaborator", new() { ["collaborator"] = "Nobody" });
        var named = await owner.SubmitAsync(edit, "collaborator", new() { ["collaborator"] = "carl" });
        var notices = await carl.GetAsync("/notices");
        var unheard = await carl.GetAsync(edit);
        var accepted = await carl.SubmitAsync(page, "answer", new() { ["answer"] = "accept" });

        Assert.Contains("There is no member “Nobody”.", unknown.Words(".people [role=alert]"));
        Assert.Equal(["Carl", "has not answered yet"], [named.Words(".people li a"), named.Words(".people li small")]);
        Assert.Equal("Olga asks you to work on “Ada Lark”: accept or decline on its page", notices.Words(".notices a").Replace("New:", "").Trim());
        Assert.Equal(HttpStatusCode.NotFound, unheard.Status);
        Assert.Contains("by Olga with Carl", accepted.Words(".head .by"));
        Assert.Contains("by Olga with Carl", (await hub.Visitor().GetAsync(page)).Words(".head .by"));

        var form = await carl.GetAsync(edit);
        var saved = await carl.SubmitAsync(edit, "Input.Name", new() { ["Input.Name"] = "Ada of two", ["Input.Description"] = "Drawn by two.", ["Input.AgeRating"] = "Everyone" });
        var shared = await hub.Visitor().GetAsync("/u/Carl");
        var left = await carl.SendAsync(form, form.Page.Forms.First(it => it.TextContent.Contains("Stop working on it")), []);

        Assert.DoesNotContain("Remove for good", form.Text);
        Assert.Null(form.Page.GetElementById("collaborator"));
        Assert.Empty(form.Page.QuerySelectorAll("[name='Input.Depicts.Person']"));
        Assert.Equal("Ada of two", saved.Words("h1"));
        Assert.Equal("Depicts: an invented person", saved.Words(".depicts"));
        Assert.Contains("Ada of two", shared.Words("section.shared"));
        Assert.Contains("by Olga", shared.Words("section.shared"));
        Assert.Equal("/u/Carl", left.Path);
        Assert.Equal(HttpStatusCode.NotFound, (await carl.GetAsync(edit)).Status);
        Assert.Empty((await hub.Visitor().GetAsync("/u/Carl")).All("section.shared"));
    }

    [Fact]
    public async Task Owner_takes_the_question_back_and_whoever_declines_is_not_asked_again()
    {
        var tin = await hub.ConceptAsync("Tin");
        var (owner, dora) = (await hub.MemberAsync("Otto"), await hub.MemberAsync("Dora"));
        await hub.GiveAsync("tin-robot", "Otto");
        var (page, edit) = ($"/concepts/{tin.Card.Id}/tin-robot", $"/concepts/{tin.Card.Id}/edit");

        var named = await owner.SubmitAsync(edit, "collaborator", new() { ["collaborator"] = "Dora" });
        var removed = await owner.SubmitAsync(edit, "member", new() { ["member"] = named.Page.QuerySelector(".people button[name=member]")!.GetAttribute("value")! });
        var unasked = await dora.GetAsync(page);
        await owner.SubmitAsync(edit, "collaborator", new() { ["collaborator"] = "Dora" });
        var declined = await dora.SubmitAsync(page, "answer", new() { ["answer"] = "decline" });

        Assert.Empty(removed.All(".people li"));
        Assert.Empty(unasked.All("[name=answer]"));
        Assert.Empty(declined.All("[name=answer]"));
        Assert.Equal(HttpStatusCode.NotFound, (await dora.GetAsync(edit)).Status);
    }
}
