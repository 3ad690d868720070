using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// Ten composing tasks as somebody does them who came today, from the first page on, by what the pages say: docs/first-visit.md tells
/// what was in the way. No task may take more presses than it took then.
/// </summary>
public sealed class FirstVisitTests(OpenSite site, ITestOutputHelper told)
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
        await hand.ClickAsync(page.Locator("main a[href*=compose]").First);
        await page.WaitForURLAsync(new Regex("sign-in"));
        await hand.ClickAsync(page.Locator("main a[href*=sign-up]"));
        await hand.TypeAsync("#name", "first-visit");
        await hand.TypeAsync("#password", Visitor.Password);
        await hand.ClickAsync(page.Locator("main button[type=submit]"));
        await page.Locator(".recipe", new PageLocatorOptions { HasText = "Mira" }).WaitForAsync();
        await page.Locator("[data-tour-close]:visible").ClickAsync();
        await hand.ClickAsync("Generate");
        await visitor.UntilPictureAsync();
        Tell(1, "A picture of a concept from the catalog, from nothing: sign up, draw", hand, clicks: 5, fields: 2);

        await hand.ClickAsync("Add concept");
        await hand.ClickAsync(page.Locator(".picker .card", new PageLocatorOptions { HasText = "Lava cave" }));
        await page.Locator("[data-insert]", new PageLocatorOptions { HasText = "lava" }).WaitForAsync();
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        Tell(2, "A second concept in the same picture", hand, clicks: 3, fields: 0);

        await page.Locator(".row", new PageLocatorOptions { HasText = "Mira" }).Locator("input[type=range]").FocusAsync();
        await hand.PressAsync("ArrowLeft");
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        Tell(3, "One concept a little weaker", hand, clicks: 2, fields: 0);

        await hand.ClickAsync(page.GetByLabel("Use Lava cave"));
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        Tell(4, "Without one concept, and it stays in the recipe", hand, clicks: 2, fields: 0);

        await hand.ClickAsync(page.Locator("[data-compare]"));
        await page.WaitForURLAsync(new Regex("/with/"));
        Tell(5, "The last two pictures beside each other", hand, clicks: 1, fields: 0);

        await page.GoBackAsync();
        await page.WaitForSelectorAsync("[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await visitor.UntilPictureAsync();
        await hand.ClickAsync("Keep this seed");
        await hand.ClickAsync(page.GetByLabel("Use Lava cave"));
        await hand.ClickAsync(page.Locator("[data-grid]"));
        await hand.ClickAsync(page.Locator("[data-leave-one-out]"));
        await DrawnAsync(page);
        Tell(6, "What does each concept do, with the same seed?", hand, clicks: 4, fields: 0);

        await hand.ClickAsync(page.Locator("[data-save-recipe]"));
        await hand.ClickAsync(page.Locator(".save button[type=submit]"));
        await page.Locator(".from a").WaitForAsync();
        Tell(7, "Keep the recipe for others to open", hand, clicks: 2, fields: 0);

        await hand.ClickAsync("In my pictures");
        await hand.ClickAsync(page.Locator("button[data-picture]").Last);
        var download = await page.RunAndWaitForDownloadAsync(() => hand.ClickAsync(page.GetByRole(AriaRole.Dialog).GetByText("Download").First));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        await download.SaveAsAsync(file);
        Tell(8, "Take a picture home", hand, clicks: 3, fields: 0);

        await page.Keyboard.PressAsync("Escape");
        await hand.ClickAsync(page.Locator("nav a[href$='compose']").First);
        await page.WaitForSelectorAsync("[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await hand.ClickAsync(page.Locator("label.restore"));
        await page.SetInputFilesAsync("#restore-file", file);
        await page.Locator("[data-restored]").WaitForAsync();
        await hand.ClickAsync("Generate");
        await DrawnAsync(page);
        File.Delete(file);
        Tell(9, "Make the picture of a file again", hand, clicks: 3, fields: 0);

        await hand.ClickAsync("Share live");
        await page.WaitForURLAsync(new Regex("/rooms/"));
        await hand.ClickAsync(page.Locator("[data-copy]").First);
        Tell(10, "Ask a friend in, to compose together", hand, clicks: 2, fields: 0);
        Assert.Empty(visitor.Faults);
    }

    private void Tell(int task, string what, Hand hand, int clicks, int fields)
    {
        var taken = hand.Take();
        told.WriteLine($"| {task} | {what} | {taken.Clicks} | {taken.Fields} |");
        Assert.True(taken.Clicks <= clicks && taken.Fields <= fields, $"Task {task} took {taken.Clicks} presses and {taken.Fields} fields.");
    }

    private static async Task DrawnAsync(IPage page)
    {
        await page.Locator(".go button:disabled").WaitForAsync(new LocatorWaitForOptions { Timeout = 5000 });
        await page.Locator(".go button:enabled").WaitForAsync(new LocatorWaitForOptions { Timeout = 240_000 });
        await page.WaitForSelectorAsync("[data-picture=final]");
    }
}
