using System.Net;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class OwnerTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Owner_edits_and_others_cannot()
    {
        var concept = await hub.ConceptAsync("Ada");
        var (owner, other) = (await hub.MemberAsync("Olga"), await hub.MemberAsync("Otto"));
        await hub.GiveAsync("ada-lark", "Olga");

        var saved = await owner.SubmitAsync($"/concepts/{concept.Card.Id}/edit", "Input.Name", new()
        {
            ["Input.Name"] = "Ada of the Lake",
            ["Input.Description"] = "New words.",
            ["Input.AgeRating"] = "Teen",
            ["Input.Sell"] = "True",
        });
        var refused = await other.GetAsync($"/concepts/{concept.Card.Id}/edit");
        var after = await hub.ConceptAsync("Lake");

        Assert.Equal("Ada of the Lake", saved.Words("h1"));
        Assert.Equal($"/concepts/{concept.Card.Id}/ada-of-the-lake", saved.Path);
        Assert.Equal(new Licence(false, CommercialUse.Sell, false, false) { Uses = HubUse.None }, after.Licence); // nothing else is ticked
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
    }

    [Fact]
    public async Task Owner_finds_the_hidden_concept_and_its_reason_on_their_page()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var owner = await hub.MemberAsync("Paula");
        await hub.GiveAsync("blueprint", "Paula");
        var target = new ModerationTarget(TargetKind.Concept, concept.Card.Id);
        await hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, target, "Copies a poster.", TestContext.Current.CancellationToken);

        var own = await owner.GetAsync("/u/Paula");
        var seen = await hub.Visitor().GetAsync("/u/Paula");

        Assert.Contains("Copies a poster.", own.Words("[role=status]"));
        Assert.DoesNotContain("Copies a poster.", seen.Text);
    }

    [Fact]
    public async Task Removed_concept_is_gone()
    {
        var concept = await hub.ConceptAsync("Tin");
        var owner = await hub.MemberAsync("Rita");
        await hub.GiveAsync("tin-robot", "Rita");
        var edit = await owner.GetAsync($"/concepts/{concept.Card.Id}/edit");

        var removed = await owner.SendAsync(edit, edit.Page.Forms.First(form => form.TextContent.Contains("Remove for good")), []);
        var page = await owner.GetAsync($"/concepts/{concept.Card.Id}/tin-robot");

        Assert.Equal("/u/Rita", removed.Path);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
    }
}
