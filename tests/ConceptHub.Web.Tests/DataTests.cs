using System.IO.Compression;
using System.Net;
using System.Text.Json;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class DataTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archive_holds_what_is_the_members_and_nothing_of_others()
    {
        var visitor = await hub.MemberAsync("Nora");
        await hub.GiveAsync("tin-robot", "Nora");
        await hub.DrawnAsync("Nora", await hub.ConceptAsync("Tin Robot"));
        await hub.RecipeAsync("Nora", "Robots at sea", ("Tin Robot", 0.8f));
        await hub.RecipeAsync("Norbert", "Not hers", ("Tin Robot", 0.8f));

        var page = await visitor.GetAsync("/account/data");
        var form = page.Page.Forms.Single(form => form.GetAttribute("action") == "account/data/archive");
        var answer = await visitor.SendAsync(page, form, []);
        await using var archive = new ZipArchive(await answer.Response.Content.ReadAsStreamAsync(Token));
        var names = archive.Entries.Select(entry => entry.FullName).ToList();

        Assert.Equal("application/zip", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Nora", Read(archive, "account.json").GetProperty("userName").GetString());
        Assert.Contains(names, name => name.StartsWith("concepts/tin-robot-", StringComparison.Ordinal) && name.EndsWith("/version-1.safetensors", StringComparison.Ordinal));
        Assert.Single(names, name => name.StartsWith("pictures/", StringComparison.Ordinal));
        Assert.Equal("Robots at sea", Assert.Single(Read(archive, "recipes.json").EnumerateArray()).GetProperty("title").GetString());
        Assert.Equal("a picture", Assert.Single(Read(archive, "pictures.json").EnumerateArray()).GetProperty("settings").GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Who_leaves_is_gone_with_all_that_was_theirs()
    {
        var (visitor, phone) = (await hub.MemberAsync("Nils"), await hub.SignInAsync("Nils"));
        await hub.GiveAsync("blueprint", "Nils");
        var concept = await hub.ConceptAsync("Blueprint");
        await hub.DrawnAsync("Nils", concept);
        var (recipe, _) = await hub.RecipeAsync("Nils", "Blue things", ("Blueprint", 1f));

        var unsure = await visitor.SubmitAsync("/account/data", "Input.Password", new() { ["Input.Password"] = TestHub.Password });
        var wrong = await visitor.SubmitAsync("/account/data", "Input.Password", new() { ["Input.Password"] = "not my password", ["Input.IsSure"] = "true" });
        var gone = await visitor.SubmitAsync("/account/data", "Input.Password", new() { ["Input.Password"] = TestHub.Password, ["Input.IsSure"] = "true" });

        Assert.Contains("Please tick", unsure.Text);
        Assert.Contains("The current password is wrong.", wrong.Text);
        Assert.Equal("/account/left", gone.Path);
        foreach (var device in new[] { visitor, phone }) Assert.StartsWith("/account/sign-in", (await device.GetAsync("/account/manage")).Path);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync("/u/Nils")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/blueprint")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync($"/recipes/{recipe}")).Status);
        Assert.Contains("Name and password do not match", (await hub.Visitor().SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Nils", ["Input.Password"] = TestHub.Password })).Text);
        Assert.Contains("kept for the hub", (await hub.Visitor().SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = "gone-away", ["Input.Password"] = TestHub.Password })).Text);
    }

    [Fact]
    public async Task Concept_goes_to_the_collaborator_who_works_on_it()
    {
        var visitor = await hub.MemberAsync("Nele");
        await hub.MemberAsync("Nico");
        await hub.GiveAsync("ada-lark", "Nele");
        var id = (await hub.ConceptAsync("Ada Lark")).Card.Id;
        var (nele, nico) = (await hub.ActorOfAsync("Nele"), await hub.ActorOfAsync("Nico"));
        var collaborators = hub.Services.GetRequiredService<Collaborators>();
        await collaborators.NameAsync(nele, id, "Nico", Token);
        await collaborators.AcceptAsync(nico, id, Token);

        await visitor.SubmitAsync("/account/data", "Input.Password", new() { ["Input.Password"] = TestHub.Password, ["Input.IsSure"] = "true", ["Input.HandsOver"] = "true" });

        Assert.Equal("Nico", (await hub.ConceptAsync("Ada Lark")).Card.CreatorName);
        Assert.Contains("“Ada Lark” is yours now", WebUtility.HtmlDecode((await (await hub.SignInAsync("Nico")).GetAsync("/notices")).Text));
    }

    [Fact]
    public async Task Last_administrator_stays()
    {
        var visitor = await hub.MemberAsync("Nadja", HubRoles.Administrator);

        var answer = await visitor.SubmitAsync("/account/data", "Input.Password", new() { ["Input.Password"] = TestHub.Password, ["Input.IsSure"] = "true" });

        Assert.Contains("You are the last administrator", answer.Text);
        Assert.Equal("/account/manage", (await visitor.GetAsync("/account/manage")).Path);
    }

    private static JsonElement Read(ZipArchive archive, string name)
    {
        using var entry = archive.GetEntry(name)!.Open();
        return JsonDocument.Parse(entry).RootElement;
    }
}
