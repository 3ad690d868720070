using System.Net;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class RecoveryTests(TestHub hub) : IClassFixture<TestHub>
{
    private const string Next = "quite another sentence";

    [Fact]
    public async Task Link_sets_a_new_password_once_and_ends_all_sessions()
    {
        var before = await hub.MemberAsync("Rita");
        var address = await LinkAsync("rita");

        var weak = await SetAsync(address, "password123");
        var done = await SetAsync(address, Next);
        var again = await hub.Visitor().GetAsync(address);
        var inside = await hub.Visitor().SubmitAsync("/account/sign-in?to=/u/Rita", "Input.Name", new() { ["Input.Name"] = "Rita", ["Input.Password"] = Next });

        Assert.Contains("guesser", weak.Text);
        Assert.StartsWith("/account/sign-in", done.Path);
        Assert.Contains("used already or is too old", again.Text);
        Assert.Equal("/u/Rita", inside.Path);
        Assert.StartsWith("/account/sign-in", (await before.GetAsync("/account/manage")).Path);
    }

    [Fact]
    public async Task Newer_link_replaces_the_older()
    {
        await hub.MemberAsync("Rolf");
        var older = await LinkAsync("Rolf");
        var newer = await LinkAsync("Rolf");

        Assert.Empty((await hub.Visitor().GetAsync(older)).Page.QuerySelectorAll("#next"));
        Assert.Single((await hub.Visitor().GetAsync(newer)).Page.QuerySelectorAll("#next"));
    }

    [Fact]
    public async Task New_password_ends_links_that_were_made_before_it()
    {
        var visitor = await hub.MemberAsync("Runa");
        var address = await LinkAsync("Runa");
        await visitor.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = "not the password", ["Secret.Next"] = Next });
        var still = await hub.Visitor().GetAsync(address);

        await visitor.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = TestHub.Password, ["Secret.Next"] = Next });

        Assert.Single(still.Page.QuerySelectorAll("#next"));
        Assert.Contains("used already or is too old", (await hub.Visitor().GetAsync(address)).Text);
    }

    [Fact]
    public async Task Only_administrators_make_links_and_only_for_those_who_sign_in()
    {
        await hub.MemberAsync("Ruth");
        var links = hub.Services.GetRequiredService<RecoveryLinks>();
        var token = TestContext.Current.CancellationToken;

        Assert.Null(await links.IssueAsync(new Actor(Guid.NewGuid(), "ruth", [HubRoles.Moderator]), "Ruth", withoutCode: false, token));
        Assert.Null(await links.IssueAsync(Actor.Operator, "nobody", withoutCode: false, token));
        Assert.Null(await links.IssueAsync(Actor.Operator, "concepthub", withoutCode: false, token));
    }

    [Fact]
    public async Task Sign_in_page_leads_to_how_it_is_done()
    {
        var page = await hub.Visitor().GetAsync("/account/sign-in");
        Assert.Contains(page.Page.QuerySelectorAll("main a"), link => link.GetAttribute("href") == "account/recover");
        Assert.Equal(HttpStatusCode.OK, (await hub.Visitor().GetAsync("/account/recover")).Status);
    }

    private async Task<string> LinkAsync(string name) =>
        "/account/recover?token=" + await hub.Services.GetRequiredService<RecoveryLinks>().IssueAsync(Actor.Operator, name, withoutCode: false, TestContext.Current.CancellationToken);

    private Task<Answer> SetAsync(string address, string password) => hub.Visitor().SubmitAsync(address, "Input.Next", new() { ["Input.Next"] = password });
}
