using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Concepts kept together: put in from their pages, put in order, shown to a guest, taken to the composer.</summary>
[Collection(nameof(Pages))]
public sealed class CollectionTests(OpenSite site)
{
    [Fact]
    public async Task Concepts_are_collected_put_in_order_shown_and_composed_with()
    {
        var visitor = await site.SignUpAsync("colette");
        var page = visitor.Page;
        var menu = page.Locator("[data-collect]");
        var inspection = new AxeInspection(page);

        await page.GotoAsync("/?q=mira");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Mira", Exact = true }).ClickAsync();
        await menu.Locator("summary").ClickAsync();
        await menu.GetByLabel("Name of a new collection").FillAsync("People I draw");
        await page.Keyboard.PressAsync("Enter");
        var choice = menu.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "People I draw" });
        await Assertions.Expect(choice).ToHaveAttributeAsync("aria-pressed", "true");
        await choice.ClickAsync();
        await Assertions.Expect(choice).ToHaveAttributeAsync("aria-pressed", "false");
        await choice.ClickAsync();
        await Assertions.Expect(choice).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GotoAsync("/?q=kiro");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Kiro", Exact = true }).ClickAsync();
        await menu.Locator("summary").ClickAsync();
        await choice.ClickAsync();
        await Assertions.Expect(choice).ToHaveAttributeAsync("aria-pressed", "true");
        await inspection.LookFromAllSidesAsync("adding to a collection");
        await menu.GetByText("My collections").ClickAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "People I draw" }).ClickAsync();
        await Assertions.Expect(page.Locator("article.tile h2")).ToHaveTextAsync(["Mira", "Kiro"]);

        await page.GetByText("Edit or delete").ClickAsync();
        await visitor.ConnectedAsync();
        await page.Locator("[data-handle]").Last.FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator("[data-row] .words")).ToHaveTextAsync(["Kiro", "Mira"]);
        await inspection.LookFromAllSidesAsync("a collection's desk");
        await page.FillAsync("#name", "Faces");
        await page.FillAsync("#about", "All *drawn* people.");
        await page.SelectOptionAsync("#visibility", "Public");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await page.UntilAddressAsync(new Regex("/collections/[0-9a-f-]{36}/faces$"));
        await inspection.LookFromAllSidesAsync("a collection");
        await Assertions.Expect(page.Locator("article.tile h2")).ToHaveTextAsync(["Kiro", "Mira"]);

        var guest = await site.VisitAsync();
        await guest.Page.GotoAsync("/u/colette");
        await guest.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Faces" }).ClickAsync();
        await guest.Page.GetByText("Report this collection").WaitForAsync();
        await Assertions.Expect(guest.Page.Locator("article.tile h2")).ToHaveTextAsync(["Kiro", "Mira"]);

        await page.GetByText("Use in the composer").ClickAsync();
        await visitor.ConnectedAsync();
        await Assertions.Expect(page.Locator("[data-row] .words a")).ToHaveTextAsync(["Kiro", "Mira"]);
        inspection.AssertNothingWrong();
        Assert.Empty(visitor.Faults);
        Assert.Empty(guest.Faults);
    }

    [Fact]
    public async Task Search_is_saved_from_the_catalog_and_opened_with_a_press()
    {
        var visitor = await site.SignUpAsync("saskia");
        var page = visitor.Page;
        var inspection = new AxeInspection(page);

        await page.GotoAsync("/?kind=person&sort=name");
        await page.Locator("[data-save-search] summary").ClickAsync();
        await page.FillAsync("#search-name", "People by name");
        await page.GetByLabel("Tell me of new ones").CheckAsync();
        await page.Keyboard.PressAsync("Enter");
        var chip = page.Locator("nav[aria-label='Saved searches'] a.hub-chip");
        await Assertions.Expect(chip).ToHaveAttributeAsync("aria-current", "true");
        await page.GotoAsync("/");
        await chip.ClickAsync();
        await page.UntilAddressAsync(url => url.EndsWith("?kind=person&sort=name", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Manage" }).ClickAsync();
        await page.GetByText("tells you of new ones").WaitForAsync();
        foreach (var path in new[] { "/collections", "/?q=mira" }) await inspection.OpenAsync(path);

        inspection.AssertNothingWrong();
        Assert.Empty(visitor.Faults);
    }
}
