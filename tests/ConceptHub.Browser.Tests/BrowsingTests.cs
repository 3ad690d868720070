using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A catalog that is longer than a page: scrolled, filtered, searched with mistakes, and come back to.</summary>
public sealed class BrowsingTests(OpenSite open, CrowdedSite crowded) : IClassFixture<CrowdedSite>
{
    private const int Copies = CrowdedSite.Copies;

    [Fact]
    public async Task Lists_grow_while_scrolling_and_are_the_same_after_going_back()
    {
        var visitor = await open.VisitAsync(crowded.Site);
        var page = visitor.Page;

        await page.GotoAsync("/");
        await page.Locator("details.facets summary").ClickAsync();
        await page.Locator(".facets a", new PageLocatorOptions { HasText = "many" }).ClickAsync();
        await page.UntilAddressAsync(url => url.EndsWith("?tag=many", StringComparison.Ordinal));
        await page.Locator(".found", new PageLocatorOptions { HasText = $"{Copies} concepts" }).WaitForAsync();   // the address is there before the page
        await page.SelectOptionAsync("#sort", new SelectOptionValue { Label = "Name" });
        await page.GetByText("Copy 00").WaitForAsync();
        var tiles = page.Locator("article.tile");
        for (var wheel = 0; wheel < 40 && await tiles.CountAsync() < Copies; wheel++)
        {
            await page.Mouse.WheelAsync(0, 700);
            await page.WaitForTimeoutAsync(100);
        }

        await Assertions.Expect(tiles).ToHaveCountAsync(Copies);
        Assert.Equal(Copies, (await page.Locator("article.tile h2").AllInnerTextsAsync()).Distinct().Count());
        Assert.Contains("upto=3", page.Url, StringComparison.Ordinal);
        Assert.Contains("tag=many", page.Url, StringComparison.Ordinal);

        var far = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Copy 50" });
        await far.ScrollIntoViewIfNeededAsync();
        await far.ClickAsync();
        await page.GetByText("Add to recipe").WaitForAsync();
        await page.GoBackAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(Copies);
        await Assertions.Expect(far).ToBeInViewportAsync();

        await page.GotoAsync("/?q=mria");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "mira", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Mira", Exact = true }).WaitForAsync();
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Without_a_pointer_the_rest_comes_on_a_press_and_the_focus_goes_to_it()
    {
        var visitor = await open.VisitAsync(crowded.Site);
        var page = visitor.Page;
        await page.AddInitScriptAsync("window.IntersectionObserver = class { observe() {} disconnect() {} };");   // nothing ever comes near

        await page.GotoAsync("/?tag=many&sort=name");
        await page.Locator("a[rel=next]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("article.tile")).ToHaveCountAsync(48);
        Assert.Equal("Copy 24", await page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        await page.Keyboard.PressAsync("n");
        await Assertions.Expect(page.Locator("article.tile")).ToHaveCountAsync(Copies);
        await Assertions.Expect(page.Locator("a[rel=next]")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Faults);
    }
}
