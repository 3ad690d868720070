using System.Net;
using System.Text.Json;
using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Security;

/// <summary>Rights that were taken away are gone: at once for what writes, within half a minute on pages that are open.</summary>
public sealed class SessionTests(SafeHub hub) : IClassFixture<SafeHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demoted_administrator_writes_nothing_more()
    {
        var fallen = await hub.MemberAsync("Fallen", HubRoles.Administrator);
        await hub.MemberAsync("Spare", HubRoles.Administrator);
        var page = await fallen.GetAsync("/admin?q=spare");
        await hub.Services.GetRequiredService<Members>().RevokeRoleAsync(Actor.Operator, "Fallen", HubRoles.Administrator, Token);

        var form = page.Page.Forms.First(form => form.Elements.Any(element => element.GetAttribute("name") == "member"));
        var answer = await fallen.SendAsync(page, form, new() { ["role"] = HubRoles.Moderator, ["action"] = "grant" });

        Assert.StartsWith("/account/sign-in", answer.Path);
        Assert.DoesNotContain(HubRoles.Moderator, (await hub.Services.GetRequiredService<Members>().FindAsync("Spare", Token))!.Roles);
    }

    [Fact]
    public async Task Open_page_ends_with_suspension_other_roles_and_another_password()
    {
        Assert.True(MemberRevalidation.Interval < TimeSpan.FromSeconds(60));
        var (suspended, demoted, changed, untouched) = (await SignedInAsync("Susan"), await SignedInAsync("Demian"), await SignedInAsync("Chandra"), await SignedInAsync("Una"));
        var scopes = hub.Services.GetRequiredService<IServiceScopeFactory>();
        Assert.True(await MemberRevalidation.IsStillAsync(scopes, suspended));

        await hub.SuspendAsync("Susan");
        await hub.Services.GetRequiredService<Members>().GrantRoleAsync(Actor.Operator, "Demian", HubRoles.Trusted, Token);
        await using (var scope = scopes.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
            Assert.True((await users.ChangePasswordAsync((await users.FindByNameAsync("Chandra"))!, TestHub.Password, "another horse battery")).Succeeded);
        }

        Assert.False(await MemberRevalidation.IsStillAsync(scopes, suspended));
        Assert.False(await MemberRevalidation.IsStillAsync(scopes, demoted));
        Assert.False(await MemberRevalidation.IsStillAsync(scopes, changed));
        Assert.True(await MemberRevalidation.IsStillAsync(scopes, untouched));
    }

    [Fact]
    public async Task Circuits_ask_by_it()
    {
        await using var scope = hub.Services.CreateAsyncScope();

        Assert.IsType<MemberRevalidation>(scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
    }

    [Fact]
    public async Task Connections_of_one_member_are_counted_and_too_many_are_told_so()
    {
        var member = await hub.MemberAsync("Many");
        var cookies = await CookiesAsync("Many");
        var open = new List<System.Net.WebSockets.WebSocket>();
        for (var count = 0; count < 2; count++) open.Add(await hub.ConnectAsync("/_blazor", await NegotiatedAsync(member), cookies));

        using var refused = await member.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Token);
        var others = await NegotiatedAsync(await hub.MemberAsync("Other"));
        foreach (var socket in open) socket.Abort();
        var again = await UntilLetAsync(member);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("close", await refused.Content.ReadAsStringAsync(Token), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(others);
        Assert.NotEmpty(again);
    }

    private async Task<System.Security.Claims.ClaimsPrincipal> SignedInAsync(string name)
    {
        await hub.MemberAsync(name);
        await using var scope = hub.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<Member>>();
        return await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByNameAsync(name))!);
    }

    // The server notices a closed socket a moment later.
    private static async Task<string> UntilLetAsync(Visitor member)
    {
        for (; ; await Task.Delay(20, Token))
        {
            using var answer = await member.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Token);
            if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsStringAsync(Token);
        }
    }

    private static async Task<string> NegotiatedAsync(Visitor member)
    {
        using var answer = await member.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Token);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return said.RootElement.GetProperty("connectionToken").GetString()!;
    }

    // The test's sockets know nothing of the cookies that its client keeps.
    private async Task<string> CookiesAsync(string name)
    {
        var visitor = hub.Visitor();
        var page = await visitor.GetAsync("/account/sign-in");
        var form = page.Page.Forms.First(form => form.Elements.Any(element => element.GetAttribute("name") == "Input.Name"));
        var token = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["_handler"] = "sign-in", ["Input.Name"] = name, ["Input.Password"] = TestHub.Password };
        using var answer = await visitor.Client.PostAsync("/account/sign-in", new FormUrlEncodedContent(fields), Token);
        return string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
    }
}
