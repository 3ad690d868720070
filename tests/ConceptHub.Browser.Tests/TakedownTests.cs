using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A moderator takes a concept down while a member's picture with it and others is being drawn.</summary>
[Collection(nameof(Pages))]
public sealed class TakedownTests(OpenSite site)
{
    // Would be drawn for much longer than a takedown takes.
    private const string LongDrawing = "&steps=150&size=256x256&public=1";

    [Fact]
    public async Task Takedown_ends_a_running_merge_and_reaches_pages_search_files_pictures_recipes_and_owners_at_once()
    {
        var (owner, member, moderator, stranger) = (await site.SignUpAsync("ulf"), await site.SignUpAsync("vito"), await site.SignUpAsync("wera"), await site.VisitAsync());
        await site.Process.GrantAsync("wera", "moderator");
        await moderator.SignInAnewAsync("wera");
        var concept = await PublishAsync(owner);
        await stranger.Page.GotoAsync(concept);
        var shown = (await stranger.Page.Locator(".shows img").First.GetAttributeAsync("src"))!;
        string[] reached = [concept, shown, (await stranger.Page.Locator("a[href$='/adapter']").First.GetAttributeAsync("href"))!];
        Assert.Equal("200, 200, 200", await AnswersAsync(stranger.Page, reached));
        await ReportAsync(moderator.Page, concept);

        await member.OpenAsync($"/compose?add={IdOf(concept)}&r={await SeedsAsync(member.Page)}{LongDrawing}");
        await member.GenerateAsync();
        await member.UntilStepAsync(2);
        await moderator.Page.ClickAsync("button[value=hide]");
        await moderator.Page.GetByText("Hidden. The owner sees your reason.").WaitForAsync();

        Assert.Equal("404, 404, 404", await AnswersAsync(stranger.Page, reached)); // by a browser that has all of it
        Assert.Equal(0, await FoundAsync(stranger.Page, "Takeaway"));
        await member.Page.Locator("[data-state=Failed]").GetByText("A moderator took “Takeaway” out of use meanwhile. Please go on without it.").WaitForAsync();
        await member.Page.Locator(".recipe .problem").GetByText("“Takeaway” is hidden by a moderator and cannot be used now.").WaitForAsync();
        Assert.Equal("404, 404, 404", await AnswersAsync(member.Page, reached));
        Assert.Equal(0, await member.Page.Locator("[data-picture=preview]").CountAsync());
        await member.GenerateAsync();
        await member.Page.Locator("#stage [role=alert]").GetByText("hidden by a moderator").WaitForAsync();

        await member.Page.Locator("[data-row]:has(.problem) .away").ClickAsync();
        await SlideAsync(member.Page, "input[aria-label=Steps]", "4");
        await member.GenerateAsync();
        await member.UntilPictureAsync();
        await member.OpenAsync("/gallery");
        await Assertions.Expect(member.Page.Locator("[data-picture]")).ToHaveCountAsync(1); // the one without it
        await owner.Page.GotoAsync("/notices");
        await owner.Page.GetByText("A moderator hid “Takeaway”").ClickAsync();
        await owner.Page.GetByText("It shows my drawings.").First.WaitForAsync();
        Assert.Empty(new[] { owner, member, moderator, stranger }.SelectMany(one => one.Faults));
    }

    // With a picture that no other concept shows.
    private static async Task<string> PublishAsync(Visitor owner)
    {
        var page = owner.Page;
        await owner.OpenAsync("/train/lora");
        var picture = Files.Named("own.png", await page.ScreenshotAsync(new PageScreenshotOptions { Clip = new Clip { X = 40, Y = 40, Width = 256, Height = 256 } }));
        await page.ChooseFilesAsync("#lora", await TrainedFile.MakeAsync("takeaway", number: 4001));
        await page.UntilAddressAsync(new Regex("/train/[0-9a-f-]{36}$"));
        await owner.ConnectedAsync();
        await page.WaitForSelectorAsync("#showcase:not([disabled])", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.ChooseFilesAsync("#showcase", picture);
        await page.Locator(".sample.on").WaitForAsync();
        return new Uri(await owner.PublishAsync("Takeaway")).AbsolutePath;
    }

    private static async Task ReportAsync(IPage page, string concept)
    {
        await Visitor.ReportAsync(page, $"concept/{IdOf(concept)}", "Those are mine.");
        await page.GotoAsync($"/moderation?item={IdOf(concept)}");
        await page.FillAsync("textarea[name=reason]", "It shows my drawings.");
    }

    private static string IdOf(string concept) => concept.Split('/')[2];

    // Two others of the recipe, as its address says them.
    private static async Task<string> SeedsAsync(IPage page) => await page.EvaluateAsync<string>(
        """
        async () => [...new DOMParser().parseFromString(await (await fetch('/u/concepthub')).text(), 'text/html').querySelectorAll('a.through')]
            .slice(0, 2).map(a => a.getAttribute('href').match(/[0-9a-f-]{36}/)[0].replaceAll('-', '') + '~1~0.8').join('!')
        """);

    private static Task<string> AnswersAsync(IPage page, string[] addresses) => page.EvaluateAsync<string>(
        "async addresses => (await Promise.all(addresses.map(async to => (await fetch(new URL(to, document.baseURI))).status))).join(', ')", addresses);

    private static Task<int> FoundAsync(IPage page, string text) => page.EvaluateAsync<int>(
        "async text => [...new DOMParser().parseFromString(await (await fetch(`/?q=${text}`)).text(), 'text/html').querySelectorAll('a.through')].filter(a => a.textContent.includes(text)).length", text);

    // As a drag would, with the events that a drag sends.
    private static Task SlideAsync(IPage page, string slider, string value) => page.Locator(slider).EvaluateAsync(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }", value);
}
