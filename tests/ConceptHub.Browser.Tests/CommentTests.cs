using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Two members talk on a concept's page.</summary>
[Collection(nameof(Pages))]
public sealed class CommentTests(OpenSite site)
{
    [Fact]
    public async Task Mentioned_member_finds_the_comment_answers_and_is_answered()
    {
        var (friedel, wilma) = (await site.SignUpAsync("friedel"), await site.SignUpAsync("wilma"));
        await friedel.Page.GotoAsync("/u/concepthub");
        await friedel.Page.Locator("a.through", new PageLocatorOptions { HasText = "Candy land" }).ClickAsync(); // no other test writes there
        await SendAsync(friedel.Page, "Which strength, @wilma? I use `0.8`.");
        await friedel.Page.Locator("#comments article .markdown a", new PageLocatorOptions { HasText = "@wilma" }).WaitForAsync();

        await wilma.Page.GotoAsync("/");
        await wilma.Page.Locator("a.bell").ClickAsync();
        await wilma.Page.GetByText("friedel mentioned you in a comment").ClickAsync();
        var comment = wilma.Page.Locator("#comments article:target");
        await Assertions.Expect(comment).ToBeInViewportAsync();
        await comment.GetByText("Answer", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(wilma.Page.Locator("#comment-text")).ToBeFocusedAsync();
        await Assertions.Expect(wilma.Page.Locator("#comment-text")).ToBeInViewportAsync();
        await SendAsync(wilma.Page, "A little less.");
        await wilma.Page.Locator("#comments .answers article:target", new PageLocatorOptions { HasText = "A little less." }).WaitForAsync();
        var inspection = new AxeInspection(wilma.Page);
        await inspection.LookAsync("comments");
        inspection.AssertNothingWrong();

        await friedel.Page.GotoAsync("/notices");
        await friedel.Page.GetByText("wilma answered your comment").ClickAsync();
        await Assertions.Expect(friedel.Page.Locator("#comments .answers article:target")).ToBeInViewportAsync();
        await friedel.Page.Locator("#comments").GetByText("Edit or delete").ClickAsync();
        await friedel.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete", Exact = true }).ClickAsync();
        await friedel.Page.GetByText("Deleted by its writer.").WaitForAsync();
        await friedel.Page.GetByText("Comments (1)").WaitForAsync();
        Assert.Empty(friedel.Faults.Concat(wilma.Faults));
    }

    private static async Task SendAsync(IPage page, string text)
    {
        await page.FillAsync("#comment-text", text);
        await page.Locator("#comment-form button").First.ClickAsync();
        await page.UntilAddressAsync(new Regex(@"\?comment=.*#comment-[0-9a-f]"));
    }
}
