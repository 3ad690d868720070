using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// Ten composing tasks as somebody does them who came today, from the first page on, by what the pages say. docs/first-visit.md has the
/// table, and what was in the way.
/// </summary>
[Collection(nameof(Pages))]
public sealed class FirstVisitTests(OpenSite site)
{
    [Fact]
    public async Task Ten_composing_tasks_need_few_presses()
    {
        var visitor = await site.NewcomerAsync();
        var page = visitor.Page;
        var hand = new Hand(page);
        await page.GotoAsync("/");
        await page.Locator("[data-tour-close]:visible").ClickAsync(); // once for all, and no part of a task

        await hand.ClickAsync(page.Locator(".tile", new PageLocatorOptions { HasText = "Mira" }).First);
        await hand.ClickAsync("Add to recipe");
        await page.UntilAddressAsync(new Regex("sign-in"));
        await hand.ClickAsync(page.Locator("main a[href*=sign-up]"));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign up" }).WaitForAsync();
        await hand.TypeAsync("#name", "newcomer");
        await hand.TypeAsync("#password", Visitor.Password);
        await hand.ClickAsync(page.Locator("main button[type=submit]"));
        await page.Locator(".row", new PageLocatorOptions { HasText = "Mira" }).First.WaitForAsync();
        await page.Locator("[data-tour-close]:visible").ClickAsync();
        await hand.ClickAsync("Generate");
        await visitor.UntilPictureAsync();
        hand.Took(1, "A picture of a concept from the catalog, from nothing: sign up, draw", clicks: 5, fields: 2);

        await hand.ClickAsync("Add concept");
        await hand.ClickAsync(page.Locator(".picker .card", new PageLocatorOptions { HasText = "Lava cave" }));
        await Assertions.Expect(page.Locator("#prompt")).ToHaveValueAsync("a photo of <mira> person in <magna> place");
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        hand.Took(2, "A second concept in the same picture", clicks: 3, fields: 0);

        await page.Locator(".row", new PageLocatorOptions { HasText = "Mira" }).Locator("input[type=range]").FocusAsync();
        await hand.PressAsync("ArrowLeft");
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        hand.Took(3, "One concept a little weaker", clicks: 2, fields: 0);

        await hand.ClickAsync(page.GetByLabel("Use Lava cave"));
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        hand.Took(4, "Without one concept, and it stays in the recipe", clicks: 2, fields: 0);

        await hand.ClickAsync(page.Locator("[data-compare]"));
        await page.UntilAddressAsync(new Regex("/with/"));
        hand.Took(5, "The last two pictures beside each other", clicks: 1, fields: 0);

        await page.GoBackAsync();
        await visitor.ConnectedAsync();
        await visitor.UntilPictureAsync();
        await hand.ClickAsync("Keep this seed");
        await hand.ClickAsync(page.GetByLabel("Use Lava cave"));
        await hand.ClickAsync(page.Locator("[data-grid]"));
        await hand.ClickAsync(page.Locator("[data-leave-one-out]"));
        await DrawnAsync(page);
        hand.Took(6, "What does each concept do, with the same seed?", clicks: 4, fields: 0);

        await hand.ClickAsync(page.Locator("[data-save-recipe]"));
        await hand.ClickAsync(page.Locator(".save button[type=submit]"));
        await page.Locator(".from a").WaitForAsync();
        hand.Took(7, "Keep the recipe for others to open", clicks: 2, fields: 0);

        await hand.ClickAsync("In my pictures");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "My pictures", Level = 1 }).WaitForAsync();
        await hand.ClickAsync(page.Locator("button[data-picture]").Last);
        var download = await page.RunAndWaitForDownloadAsync(() => hand.ClickAsync("Save the file"));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        await download.SaveAsAsync(file);
        hand.Took(8, "Take a picture home", clicks: 3, fields: 0);

        await page.Keyboard.PressAsync("Escape");
        await hand.ClickAsync(page.Locator("nav a[href$='compose']").First);
        await visitor.ConnectedAsync();
        await hand.ClickAsync(page.Locator("label.restore"));
        await page.ChooseFilesAsync("#restore-file", Files.Named("picture.png", await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        await page.Locator("[data-restored]").WaitForAsync();
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        File.Delete(file);
        hand.Took(9, "Make the picture of a file again", clicks: 3, fields: 0);

        await hand.ClickAsync("Share live");
        await page.UntilAddressAsync(new Regex("/rooms/"));
        await hand.ClickAsync(page.Locator("[data-copy]").First);
        hand.Took(10, "Ask a friend in, to compose together", clicks: 2, fields: 0);
        Assert.Empty(visitor.Faults);
    }

    private static async Task DrawnAsync(IPage page)
    {
        await page.Locator(".go button:disabled").WaitForAsync(new LocatorWaitForOptions { Timeout = 5000 });
        await page.Locator(".go button:enabled").WaitForAsync(new LocatorWaitForOptions { Timeout = 120_000 });
        await page.WaitForSelectorAsync("[data-picture=final]");
    }
}
