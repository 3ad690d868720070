using ConceptHub.Catalog;

namespace ConceptHub.Web.Tests;

public sealed class DepictionPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Seed_of_a_person_says_who_is_shown_and_a_style_says_nothing()
    {
        await hub.PublishLaterAsync("Ida Moss", BlockLora.ConceptKind.Person, "<ida>", "person");
        var (ida, style) = (await hub.ConceptAsync("Ida"), await hub.ConceptAsync("Blueprint"));
        var visitor = hub.Visitor();

        Assert.Equal("Depicts: an invented person", (await visitor.GetAsync($"/concepts/{ida.Card.Id}/ida-moss")).Words(".depicts"));
        Assert.Empty((await visitor.GetAsync($"/concepts/{style.Card.Id}/blueprint")).All(".depicts"));
    }

    [Fact]
    public async Task Owner_says_it_anew_and_the_note_is_for_owner_and_moderators()
    {
        var ada = await hub.ConceptAsync("Ada");
        var (owner, moderator, reader) = (await hub.MemberAsync("Oda"), await hub.MemberAsync("Mona", HubRoles.Moderator), await hub.MemberAsync("Rolf"));
        await hub.GiveAsync("ada-lark", "Oda");
        var (page, edit) = ($"/concepts/{ada.Card.Id}/ada-lark", $"/concepts/{ada.Card.Id}/edit");

        var asked = await owner.GetAsync(edit);
        var saved = await owner.SubmitAsync(edit, "Input.Name", new() { ["Input.Name"] = "Ada Lark", ["Input.Description"] = "A drawn person.", ["Input.AgeRating"] = "Everyone", ["Input.Depicts.Person"] = "Agreed", ["Input.Depicts.Note"] = "By letter." });
        await reader.SubmitAsync($"/report/concept/{ada.Card.Id}", "Input.Text", new() { ["Input.Reason"] = "Likeness", ["Input.Shown"] = "Somebody", ["Input.LikenessStanding"] = "Third", ["Input.Text"] = "" });
        var card = await moderator.GetAsync("/moderation");

        Assert.Equal("Invented", asked.Page.QuerySelector("input[name='Input.Depicts.Person'][checked]")?.GetAttribute("value"));
        Assert.StartsWith("Depicts: somebody who agreed", saved.Words(".depicts"));
        Assert.Equal("Note for moderators: By letter.", saved.Words(".depicts small"));
        Assert.Equal("Depicts: somebody who agreed", (await reader.GetAsync(page)).Words(".depicts"));
        Assert.Contains("By letter.", (await moderator.GetAsync(page)).Words(".depicts"));
        Assert.Equal(2, card.All(".said li").Count);
        Assert.Contains("By letter.", card.Words(".said li"));
        Assert.Contains("said by Oda with version 1", card.Words(".said li"));
    }
}
