using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A catalog that is longer than a page: scrolled, filtered, searched with mistakes, and come back to.</summary>
[Collection(nameof(Pages))]
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

    [Theory]
    [InlineData(null)]
    [InlineData("yvonne")]
    public async Task Pictures_for_adults_are_blurred_until_whoever_looks_asks_for_them(string? member)
    {
        var visitor = await open.VisitAsync(crowded.Site);
        var page = visitor.Page;
        if (member is not null) await visitor.SignUpAsync(member);
        await RateAsync("blueprint", "Adult");
        var (picture, other) = (page.Locator(".tile:has-text('Blueprint') img"), page.Locator(".tile:not(:has-text('Blueprint')) img").First);

        await page.GotoAsync("/?q=blueprint");
        await Assertions.Expect(picture).ToHaveCSSAsync("filter", "blur(26px)");
        await page.GotoAsync("/?kind=style");
        await Assertions.Expect(picture).ToHaveCSSAsync("filter", "blur(26px)");
        await Assertions.Expect(other).ToHaveCSSAsync("filter", "none");
        await page.Locator("a.through", new PageLocatorOptions { HasText = "Blueprint" }).ClickAsync();
        var shown = page.Locator(".shows img").First;
        await Assertions.Expect(shown).ToHaveCSSAsync("filter", "blur(26px)");

        await page.Locator(".veil-told").GetByText("Show pictures for adults").ClickAsync();
        await Assertions.Expect(shown).ToHaveCSSAsync("filter", "none");
        await page.GotoAsync("/?kind=style");
        await Assertions.Expect(picture).ToHaveCSSAsync("filter", "none");
        await page.Locator("footer").GetByText("Blur pictures for adults").ClickAsync();
        await Assertions.Expect(picture).ToHaveCSSAsync("filter", "blur(26px)");
        Assert.Empty(visitor.Faults);
    }

    private async Task RateAsync(string slug, string rating)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(crowded.Site.State, "hub.db")};Default Timeout=30;Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = $"UPDATE Concepts SET AgeRating = '{rating}' WHERE Slug = '{slug}'";
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
