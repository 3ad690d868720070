using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Every page, as everybody sees it: axe finds nothing serious in either theme, and narrow windows need no sideways scrolling.</summary>
[Collection(nameof(Pages))]
public sealed class AccessibilityTests(OpenSite site)
{
    [Fact]
    public async Task Pages_of_guests_hold_nothing_serious()
    {
        var visitor = await site.VisitAsync();
        var inspection = new AxeInspection(visitor.Page);

        foreach (var path in new[] { "/", "/?kind=style&q=zeppelin", "/?tag=landscape&may=sell-pictures", "/u/concepthub", "/account/sign-up", "/account/sign-in", "/account/recover", "/no-such-page", "/fault" })
            await inspection.OpenAsync(path);
        var concept = await FirstConceptAsync(visitor.Page);
        await inspection.OpenAsync($"{concept}/versions/1/file");
        await inspection.OpenAsync(concept);
        await Assertions.Expect(visitor.Page.Locator("section[aria-labelledby=kept] .pairs li")).ToHaveCountAsync(4); // shipped, not measured here
        await Assertions.Expect(visitor.Page.Locator("section[aria-labelledby=similar] .tile").First).ToBeVisibleAsync();
        await visitor.Page.ClickAsync("[data-keys-help]");
        await inspection.LookAsync("shortcuts");

        inspection.AssertNothingWrong();
    }

    [Fact]
    public async Task First_visit_with_its_tours_holds_nothing_serious()
    {
        var visitor = await site.NewcomerAsync();
        var inspection = new AxeInspection(visitor.Page);

        await visitor.Page.GotoAsync("/");
        await visitor.Page.Locator("[data-tour]").WaitForAsync();
        await inspection.LookFromAllSidesAsync("catalog with its tour");

        inspection.AssertNothingWrong();
    }

    [Fact]
    public async Task Pages_of_members_hold_nothing_serious()
    {
        var visitor = await site.SignUpAsync("vera");
        var page = visitor.Page;
        var inspection = new AxeInspection(page);
        var concept = (await FirstConceptAsync(page)).Split('/')[2];

        foreach (var path in new[] { "/gallery", "/jobs", "/train", "/train/lora", "/account/manage", "/account/two-steps", "/account/passkeys", "/account/devices", "/account/data", "/u/vera", "/notices", "/admin", $"/report/concept/{concept}" }) await inspection.OpenAsync(path);
        await visitor.OpenAsync($"/compose?add={concept}&steps=2&public=1");
        await inspection.LookAsync("composer");
        await page.GetByText("Add concept").ClickAsync();
        await page.Locator(".picker .card").First.WaitForAsync();
        await inspection.LookAsync("composer, adding a concept");
        await page.Keyboard.PressAsync("Escape");
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await inspection.LookFromAllSidesAsync("composer with a picture");
        await visitor.OpenAsync("/gallery");
        var picture = await page.Locator("button[data-picture]").First.GetAttributeAsync("data-picture");
        await page.ClickAsync("button[data-picture]");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await inspection.LookAsync("gallery, a picture");
        foreach (var path in new[] { "/gallery", "/jobs", $"/pictures/{picture}" }) await inspection.OpenAsync(path);
        await visitor.OpenAsync($"/compose?add={concept}");
        await page.GetByText("Share live").ClickAsync();
        await page.UntilAddressAsync(url => url.Contains("/rooms/", StringComparison.Ordinal));
        await page.Locator("[data-live=true]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await inspection.LookAsync("a shared room");
        await DraftAsync(visitor, inspection);

        inspection.AssertNothingWrong();
        Assert.Empty(visitor.Faults);
    }

    private static async Task DraftAsync(Visitor visitor, AxeInspection inspection)
    {
        await visitor.StartDraftAsync();
        await visitor.Page.Locator("[data-example]").First.WaitForAsync();
        await inspection.LookAsync("wizard, examples");
        await visitor.Page.Locator("[data-example]").First.ClickAsync();
        await visitor.Page.Locator("main figure img").First.WaitForAsync();
        await inspection.LookAsync("wizard, pictures");
        await visitor.Page.GetByText("Next: words").ClickAsync();
        await visitor.Page.Locator("#trigger").WaitForAsync();
        await inspection.LookAsync("wizard, words");
    }

    private static async Task<string> FirstConceptAsync(IPage page)
    {
        await page.GotoAsync("/u/concepthub");
        return await page.Locator("a.through").First.EvaluateAsync<string>("a => a.pathname");
    }
}
