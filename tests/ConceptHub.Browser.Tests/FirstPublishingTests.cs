using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// Ten browsing and publishing tasks as somebody does them who came today, by what the pages say. docs/first-visit.md has the table, and
/// what was in the way.
/// </summary>
[Collection(nameof(Pages))]
public sealed class FirstPublishingTests(OpenSite site)
{
    [Fact]
    public async Task Ten_browsing_and_publishing_tasks_need_few_presses()
    {
        var visitor = await site.VisitAsync();
        var page = visitor.Page;
        var hand = new Hand(page);
        await page.GotoAsync("/");

        await hand.ClickAsync(page.Locator(".kinds a", new PageLocatorOptions { HasText = "Styles" }));
        await page.Locator(".found").WaitForAsync();
        await hand.ChooseAsync("#sort", "Name");
        await page.UntilAddressAsync(url => url.Contains("sort=name", StringComparison.Ordinal));
        hand.Took(1, "All styles, by name", clicks: 2, fields: 0);

        await page.GotoAsync("/");
        await hand.TypeAsync("header input[type=search]", "mria");
        await hand.PressAsync("Enter");
        await hand.ClickAsync(page.Locator(".meant a"));
        await hand.ClickAsync(page.Locator("a.through", new PageLocatorOptions { HasText = "Mira" }));
        await page.GetByText("Add to recipe").WaitForAsync();
        hand.Took(2, "A concept whose name one spells wrong", clicks: 3, fields: 1);

        await page.GotoAsync("/");
        await hand.ClickAsync(page.Locator("details.facets summary"));
        await hand.ClickAsync(page.Locator(".facets a", new PageLocatorOptions { HasText = "sell" }).First);
        await page.Locator(".chosen").WaitForAsync();
        hand.Took(3, "Whose pictures may be sold?", clicks: 2, fields: 0);

        await hand.ClickAsync(page.Locator("header").GetByText("Sign up"));
        await hand.TypeAsync("#name", "primus");
        await hand.TypeAsync("#password", Visitor.Password);
        await hand.ClickAsync(page.Locator("main button[type=submit]"));
        await page.Locator("header .face").WaitForAsync();
        Assert.Contains("may=", page.Url, StringComparison.Ordinal);   // where one was
        await hand.ClickAsync(page.Locator("[data-save-search] summary"));
        await hand.TypeAsync("#search-name", "May be sold");
        await hand.ClickAsync(page.GetByLabel("Tell me of new ones"));
        await hand.PressAsync("Enter");
        await page.Locator("nav[aria-label='Saved searches'] a").WaitForAsync();
        hand.Took(4, "Be told of new ones: sign up, save the search", clicks: 5, fields: 3);

        await hand.ClickAsync(page.Locator("a.through").First);
        await hand.ClickAsync(page.Locator("[data-collect] summary"));
        await page.Locator("[data-collect]").GetByLabel("Name of a new collection").FocusAsync();
        await hand.WriteAsync("To sell");
        await hand.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-collect]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "To sell" })).ToHaveAttributeAsync("aria-pressed", "true");
        hand.Took(5, "Put one into a collection of one's own", clicks: 3, fields: 1);

        await hand.TypeAsync("#comment-text", "Does it go with styles?");
        await hand.ClickAsync(page.Locator("#comment-form button").First);
        await page.Locator("#comments article", new PageLocatorOptions { HasText = "Does it go with styles?" }).WaitForAsync();
        hand.Took(6, "Ask its maker something", clicks: 1, fields: 1);

        await hand.ClickAsync(page.Locator(".head .by a").First);
        await hand.ClickAsync(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Follow", Exact = true }));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Following", Exact = true }).WaitForAsync();
        hand.Took(7, "Follow the maker", clicks: 2, fields: 0);

        var concept = await PublishAsync(visitor, hand);
        hand.Took(8, "A concept of one's own, from example pictures into the catalog", clicks: 6, fields: 2);

        await hand.ClickAsync("Edit or remove");
        await hand.TypeAsync("#about", "Hatched with *one* pen.");
        await hand.ClickAsync(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true }));
        await page.UntilAddressAsync(concept);
        await Assertions.Expect(page.Locator(".markdown em")).ToHaveTextAsync("one");
        hand.Took(9, "Say more about it", clicks: 2, fields: 1);

        await hand.ClickAsync("Edit or remove");
        await hand.ClickAsync(page.GetByText("Take it out of the catalog"));
        await hand.ClickAsync(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take it out", Exact = true }));
        await page.GetByText("Publish it again").WaitForAsync();
        hand.Took(10, "Take it out of the catalog", clicks: 3, fields: 0);
        Assert.Empty(visitor.Faults);
    }

    /// <returns>The address of the concept's page.</returns>
    private static async Task<string> PublishAsync(Visitor visitor, Hand hand)
    {
        var page = visitor.Page;
        await hand.ClickAsync(page.Locator("header nav a", new PageLocatorOptions { HasText = "Train" }).First);
        await visitor.ConnectedAsync();
        await hand.ClickAsync("Start a new concept");
        await page.UntilAddressAsync(new Regex("/train/.+"));
        await hand.ClickAsync(page.Locator("[data-example]", new PageLocatorOptions { HasText = "Hatching" }));
        await hand.ClickAsync("Next: words");
        await hand.TypeAsync("#trigger", "primo");
        await page.GetByText("is free").WaitForAsync();
        await hand.ClickAsync("Start training");
        await visitor.UntilTrainedAsync();
        await hand.TypeAsync("#name", "Primo");
        await hand.ClickAsync(page.Locator("form button[type=submit]", new PageLocatorOptions { HasText = "Publish" }));
        await page.UntilAddressAsync(new Regex("/concepts/"));
        return page.Url;
    }
}
