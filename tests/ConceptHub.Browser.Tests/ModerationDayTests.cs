using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>The moderators' whole day, from a report to the answered appeal; their pages are looked at on the way.</summary>
[Collection(nameof(Pages))]
public sealed partial class ModerationDayTests(OpenSite site)
{
    [Fact]
    public async Task Report_is_claimed_decided_with_points_appealed_overturned_and_all_of_it_is_in_the_audit()
    {
        var (owner, chief, deputy) = (await site.SignUpAsync("ottilie"), await site.SignUpAsync("wanda"), await site.SignUpAsync("xaver"));
        var (asked, administrator, moderator) = (new AxeInspection(owner.Page), new AxeInspection(chief.Page), new AxeInspection(deputy.Page));
        var comment = await CommentAsync(owner.Page, "Whoever likes this is a fool.");
        await Visitor.ReportAsync(chief.Page, $"comment/{comment}", "It insults everybody.");
        await AppointAsync(chief.Page, "xaver");
        await deputy.SignInAnewAsync("xaver");

        await deputy.Page.GotoAsync($"/moderation?item={comment}");
        await deputy.Page.ClickAsync("button[value=claim]");
        await deputy.Page.GetByText("Claimed. Others see that").WaitForAsync();
        await moderator.LookAsync("a claimed report");
        await deputy.Page.SelectOptionAsync("select[name=code]", "Harassment");
        await deputy.Page.SelectOptionAsync("select[name=points]", "3");
        await deputy.Page.FillAsync("textarea[name=reason]", "Please speak of things.");
        await deputy.Page.ClickAsync("button[value=hide]");
        await deputy.Page.GetByText("Hidden. The owner sees your reason.").WaitForAsync();

        await owner.Page.GotoAsync("/notices");
        await owner.Page.GetByText("A moderator hid").ClickAsync();
        await owner.Page.GetByText("Your account is muted until").WaitForAsync();
        await owner.Page.GetByText("3 points, which count until").WaitForAsync();
        await owner.Page.Locator("li", new PageLocatorOptions { HasText = "Hidden:" }).GetByText("Appeal this decision").ClickAsync();
        await owner.Page.FillAsync("#text", "It is a line of a song, and the maker sang it first.");
        await asked.LookAsync("an appeal");
        await owner.Page.GetByText("Send the appeal").ClickAsync();
        await owner.Page.GetByText("Your appeal is received.").WaitForAsync();

        await deputy.Page.GotoAsync("/moderation?show=appeals");
        await deputy.Page.GetByText("You made this decision yourself.").WaitForAsync();
        await administrator.OpenAsync("/moderation?show=appeals");
        await chief.Page.FillAsync("textarea[name=text]", "So it is.");
        await chief.Page.ClickAsync("button[value=overturn]");
        await chief.Page.GetByText("Overturned and undone.").WaitForAsync();

        await owner.Page.GotoAsync("/notices");
        await owner.Page.GetByText("Your appeal was heard").ClickAsync();
        await owner.Page.GetByText("3 points, taken back.").WaitForAsync();
        Assert.Equal(0, await owner.Page.GetByText("Your account is muted").CountAsync());
        Assert.Equal(["claim", "hide", "appeal", "overturn on appeal"], await AuditAsync(deputy.Page, comment));
        Assert.Equal(["give points", "mute", "void points", "lift mute"], await AuditAsync(deputy.Page, "ottilie"));

        foreach (var path in new[] { "/moderation", "/moderation?show=closed", "/moderation?show=first", "/moderation/blocks", "/moderation/dashboard", "/moderation/members/ottilie" }) await moderator.OpenAsync(path);
        foreach (var path in new[] { "/admin", "/admin?q=nobody", "/admin/models", "/admin/figures", "/admin/limits", "/moderation?show=audit" }) await administrator.OpenAsync(path);
        asked.AssertNothingWrong();
        administrator.AssertNothingWrong();
        moderator.AssertNothingWrong();
        Assert.Empty(owner.Faults.Concat(chief.Faults).Concat(deputy.Faults));
    }

    private static async Task<string> CommentAsync(IPage page, string text)
    {
        await page.GotoAsync("/u/concepthub");
        await page.Locator("a.through").Last.ClickAsync();
        await page.FillAsync("#comment-text", text);
        await page.Locator("#comment-form button").First.ClickAsync();
        await page.UntilAddressAsync(CommentAddress());
        return CommentAddress().Match(page.Url).Groups[1].Value;
    }

    private async Task AppointAsync(IPage page, string name)
    {
        await page.GotoAsync(site.Process.AdministratorLink);
        await page.ClickAsync("main button[type=submit]");
        await page.UntilAddressAsync("/admin");
        var row = page.Locator("tr", new PageLocatorOptions { HasText = name });
        await row.Locator("select").SelectOptionAsync("moderator");
        await row.GetByText("Grant").ClickAsync();
        await page.Locator(".said.good").WaitForAsync();
    }

    // What was done, oldest first.
    private static async Task<IEnumerable<string>> AuditAsync(IPage page, string target)
    {
        await page.GotoAsync($"/moderation?show=audit&to={target}");
        return (await page.Locator("tbody tr td:nth-child(4)").AllInnerTextsAsync()).Reverse().Where(action => action != "grant role member");
    }

    [GeneratedRegex(@"#comment-([0-9a-f-]+)$")]
    private static partial Regex CommentAddress();
}
