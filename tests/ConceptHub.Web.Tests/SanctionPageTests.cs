using System.Net;
using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

/// <summary>Points, limits of accounts and appeals, through their pages and forms.</summary>
public sealed class SanctionPageTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_are_given_with_a_decision_and_voided_on_the_page_of_the_member()
    {
        var (owner, judge) = (await hub.MemberAsync("Pointy"), await hub.MemberAsync("Pjudge", HubRoles.Moderator));
        var address = await ReportedAsync("Pointy");

        var form = await judge.GetAsync(address);
        var hidden = await judge.SubmitAsync(address, "reason", new() { ["code"] = "Copyright", ["points"] = "", ["reason"] = "Not yours.", ["decision"] = "hide" });
        var standing = await judge.GetAsync("/moderation/members/pointy");
        var decisions = await owner.GetAsync("/account/decisions");
        var voided = await judge.SubmitAsync("/moderation/members/Pointy", "id", new() { ["act"] = "void", ["reason"] = "It is theirs after all." });

        Assert.Contains("without their permission. (2 points)", form.Text);
        Assert.Contains("The owner sees your reason.", hidden.Text);
        Assert.Contains("2 points now", hidden.Words(".record"));
        Assert.Contains("2 points now", standing.Words(".points"));
        Assert.Contains("2 points, which count until", decisions.Words(".got"));
        Assert.Contains("Points voided.", voided.Words("[role=status]"));
        Assert.Contains("0 points now", voided.Words(".points"));
        Assert.Contains("Voided: It is theirs after all.", voided.Words(".voided"));
        Assert.Contains("taken back", (await owner.GetAsync("/account/decisions")).Words(".got"));
    }

    [Fact]
    public async Task Muted_on_the_page_of_the_member_and_told_so_and_lifted()
    {
        var (loud, judge) = (await hub.MemberAsync("Loud"), await hub.MemberAsync("Mjudge", HubRoles.Moderator));

        var muted = await judge.SubmitAsync("/moderation/members/Loud", "days", new() { ["code"] = "Harassment", ["reason"] = "", ["days"] = "7", ["act"] = "mute" });
        var told = await loud.GetAsync("/account/decisions");
        var without = await judge.SubmitAsync("/moderation/members/Loud", "days", new() { ["code"] = "Own", ["reason"] = " ", ["act"] = "ban" });
        var lifted = await judge.SubmitAsync("/moderation/members/Loud", "id", new() { ["act"] = "lift", ["reason"] = "Enough." });

        Assert.Contains("The member is told why and for how long.", muted.Words("[role=status]"));
        Assert.Contains("muted, until", muted.Words("section[aria-labelledby=limits]"));
        Assert.Contains("Your account is muted until", told.Words(".state"));
        Assert.Contains("It insults or harasses somebody.", told.Words(".decisions"));
        Assert.Contains("Please give a reason", without.Words("[role=status]"));
        Assert.Contains("The member is told why.", lifted.Words("[role=status]"));
        Assert.Null((await loud.GetAsync("/account/decisions")).Page.QuerySelector(".state"));
        Assert.Contains("A moderator lifted a limit", (await loud.GetAsync("/notices")).Text);
    }

    [Fact]
    public async Task Administrators_and_oneself_are_protected_and_nobody_unknown_has_a_page()
    {
        var judge = await hub.MemberAsync("Ajudge", HubRoles.Moderator);
        await hub.MemberAsync("Aboss", HubRoles.Administrator);

        var (boss, own, nobody) = (await judge.GetAsync("/moderation/members/Aboss"), await judge.GetAsync("/moderation/members/Ajudge"), await judge.GetAsync("/moderation/members/Nobodyhere"));

        Assert.Contains("Accounts of administrators cannot be limited", boss.Text);
        Assert.Contains("Nobody decides about an account", own.Text);
        Assert.Null(boss.Page.QuerySelector("[name=days]"));
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
    }

    [Fact]
    public async Task Suspended_member_stays_signed_in_loses_open_pages_and_appeals()
    {
        var (member, judge, other) = (await hub.MemberAsync("Susi"), await hub.MemberAsync("Sjudge", HubRoles.Moderator), await hub.MemberAsync("Sother", HubRoles.Moderator));
        var (scopes, principal) = (hub.Services.GetRequiredService<IServiceScopeFactory>(), await PrincipalAsync("Susi"));
        Assert.True(await MemberRevalidation.IsStillAsync(scopes, principal));

        await judge.SubmitAsync("/moderation/members/Susi", "days", new() { ["reason"] = "Too much.", ["days"] = "30", ["act"] = "suspend" });
        Assert.False(await MemberRevalidation.IsStillAsync(scopes, principal));
        var page = await member.GetAsync("/account/decisions");
        var opened = await member.GetAsync(LinkOf(page));
        var brief = await member.SubmitAsync(LinkOf(page), "Input.Text", new() { ["Input.Text"] = "no" });
        var sent = await member.SubmitAsync(LinkOf(page), "Input.Text", new() { ["Input.Text"] = "Somebody else did it with my name." });
        var own = await judge.GetAsync("/moderation?show=appeals");
        var answered = await other.SubmitAsync("/moderation?show=appeals", "text", new() { ["text"] = "So it was.", ["answer"] = "overturn" });

        Assert.Contains("Your account is suspended until", page.Words(".state"));
        Assert.NotNull(opened.Page.QuerySelector("textarea"));
        Assert.Contains("at least 10 characters", brief.Words("[role=alert]"));
        Assert.Contains("Your appeal is received.", sent.Text);
        Assert.Null(sent.Page.QuerySelector("a[href*='?appeal=']"));
        Assert.Contains("You made this decision yourself.", own.Text);
        Assert.Contains("Overturned and undone.", answered.Words("[role=status]"));
        Assert.True(await MemberRevalidation.IsStillAsync(scopes, principal));
        var decided = await member.GetAsync("/account/decisions");
        Assert.Contains("Overturned on appeal So it was.", decided.Words(".appeal"));
        Assert.Null(decided.Page.QuerySelector(".state"));
        Assert.Contains("is undone", (await member.GetAsync("/notices")).Text);
    }

    [Fact]
    public async Task Banned_member_signs_in_to_what_was_decided_and_nowhere_else()
    {
        var (member, judge, other) = (await hub.MemberAsync("Bodo"), await hub.MemberAsync("Bjudge", HubRoles.Moderator), await hub.MemberAsync("Bother", HubRoles.Moderator));

        await judge.SubmitAsync("/moderation/members/Bodo", "days", new() { ["reason"] = "For good.", ["act"] = "ban" });
        Assert.StartsWith("/account/sign-in", (await member.GetAsync("/gallery")).Path);
        var banned = hub.Visitor();
        var entered = await banned.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Bodo", ["Input.Password"] = TestHub.Password });
        var (home, gallery, live) = (await banned.GetAsync("/"), await banned.GetAsync("/gallery"), await banned.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Token));
        var appealed = await banned.SubmitAsync(LinkOf(entered), "Input.Text", new() { ["Input.Text"] = "I never did anything at all." });

        var data = await banned.GetAsync("/account/data");

        Assert.Equal("/account/decisions", entered.Path);
        Assert.Contains(entered.Page.QuerySelectorAll("main a"), link => link.GetAttribute("href") == "account/data");
        Assert.Equal(("/account/data", HttpStatusCode.OK), (data.Path, data.Status));
        Assert.Contains("Your account is banned", entered.Words(".state"));
        Assert.Equal(("/account/decisions", "/account/decisions"), (home.Path, gallery.Path));
        Assert.Equal(HttpStatusCode.Forbidden, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await banned.Client.GetAsync("/theme.css", Token)).StatusCode);
        Assert.Contains("Your appeal is received.", appealed.Text);

        await other.SubmitAsync("/moderation?show=appeals", "text", new() { ["text"] = "We looked again.", ["answer"] = "overturn" });
        Assert.Equal("/", (await (await hub.SignInAsync("Bodo")).GetAsync("/")).Path);
        Assert.StartsWith("/account/sign-in", (await banned.GetAsync("/account/decisions")).Path);
    }

    [Fact]
    public async Task Dashboard_counts_what_waits_and_odd_addresses_show_it_too()
    {
        var judge = await hub.MemberAsync("Djudge", HubRoles.Moderator);
        await hub.MemberAsync("Often");
        foreach (var _ in new[] { 1, 2 }) await judge.SubmitAsync(await ReportedAsync("Often"), "reason", new() { ["code"] = "Spam", ["points"] = "0", ["decision"] = "hide" });

        var month = await judge.GetAsync("/moderation/dashboard");
        var odd = await judge.GetAsync("/moderation/dashboard?days=ever");

        Assert.Equal("Last 30 days", month.Words("nav.spans [aria-current]"));
        Assert.Equal("Last 30 days", odd.Words("nav.spans [aria-current]"));
        Assert.Equal("0 min", month.Words("[data-figure=median]"));
        Assert.Contains("It is advertising, or the same thing many times.", month.Words("section[aria-labelledby=grounds]"));
        Assert.Contains("Often2 decisions, 0 points", month.Words("section[aria-labelledby=again]").Replace("Often ", "Often", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("act=mute&member=nobody&reason=x")]
    [InlineData("act=dance&reason=x")]
    [InlineData("act=lift&id=00000000-0000-0000-0000-000000000001&reason=x&name=Nobodyhere")]
    public async Task Odd_forms_change_nothing(string sent)
    {
        var judge = await hub.MemberAsync($"O{Guid.NewGuid():N}"[..12], HubRoles.Moderator);
        var page = await judge.GetAsync("/account/manage");
        var form = page.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out");
        form.SetAttribute("action", "/moderation/sanctions");

        var answer = await judge.SendAsync(page, form, sent.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));

        Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound });
    }

    // A public recipe of theirs, reported by somebody else; where moderators decide about it.
    private async Task<string> ReportedAsync(string owner)
    {
        var recipe = await hub.RecipeAsync(owner, $"Recipe {Guid.NewGuid():N}"[..20], ("Tin", 1));
        var reporter = $"R{Guid.NewGuid():N}"[..12];
        await hub.MemberAsync(reporter);
        var member = (await hub.Services.GetRequiredService<Members>().FindAsync(reporter, Token))!;
        var reported = await hub.Services.GetRequiredService<Catalog.Moderation>().ReportAsync(new Actor(member.Id, reporter, []), new ModerationTarget(TargetKind.Recipe, recipe.Id), new ReportDraft(ReportReason.Spam, ""), Token);
        Assert.IsType<ReportResult.Received>(reported);
        return $"/moderation?item={recipe.Id}";
    }

    private static string LinkOf(Answer page) => "/" + page.Page.QuerySelector("a[href*='?appeal=']")!.GetAttribute("href")!.Split('#')[0];

    private async Task<System.Security.Claims.ClaimsPrincipal> PrincipalAsync(string name)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<Member>>();
        return await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByNameAsync(name))!);
    }
}
