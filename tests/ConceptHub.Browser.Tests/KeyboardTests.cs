using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>The site without a mouse: order and sight of the focus, dialogs, shortcuts.</summary>
[Collection(nameof(Pages))]
public sealed class KeyboardTests(OpenSite site)
{
    [Fact]
    public async Task Skip_link_comes_first_and_every_stop_of_the_catalog_is_seen()
    {
        var page = (await site.VisitAsync()).Page;
        await page.GotoAsync("/");

        await page.Locator("a.home").FocusAsync(); // a page begins at its heading; back from the first thing above it is the skip link
        await page.Keyboard.PressAsync("Shift+Tab");
        Assert.Equal("Skip to content", await page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        Assert.Equal("", await UnseenAsync(page));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.Locator("a.skip").FocusAsync();
        var unseen = new List<string>();
        for (var stop = 0; stop < 40; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await UnseenAsync(page) is { Length: > 0 } problem) unseen.Add(problem);
        }

        Assert.Empty(unseen);
    }

    [Fact]
    public async Task Composer_works_without_a_mouse()
    {
        var visitor = await site.SignUpAsync("yuri");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?steps=2");

        await TabToAsync(page, "it => it.textContent.trim() === 'Add concept'");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".picker .card").First.WaitForAsync();
        await page.WaitForFunctionAsync("() => document.activeElement.closest('.mud-dialog')");
        for (var stop = 0; stop < 30; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.closest('.mud-dialog, .mud-focus-trap') !== null"), $"The focus left the dialog at stop {stop + 1}.");
        }

        await page.Keyboard.PressAsync("Escape");
        await page.WaitForFunctionAsync("() => !document.querySelector('.mud-dialog') && document.activeElement.textContent.trim() === 'Add concept'");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "it => it.matches('.picker .card')");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".recipe input[type=range]").WaitForAsync();
        await TabToAsync(page, "it => it.matches('.recipe input[type=range]')");
        var before = await page.Locator(".recipe output").InnerTextAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.WaitForFunctionAsync("before => document.querySelector('.recipe output').textContent !== before", before);
        await TabToAsync(page, "it => it.id === 'prompt'");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" in the snow");
        await page.Keyboard.PressAsync("Control+Enter");
        await visitor.UntilPictureAsync();

        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Shortcuts_lead_about_are_listed_and_leave_typing_alone()
    {
        var visitor = await site.SignUpAsync("zora");
        var page = visitor.Page;
        await page.GotoAsync("/");

        await page.Keyboard.TypeAsync("/");
        await page.Keyboard.TypeAsync("gj?");
        Assert.Equal("gj?", await page.InputValueAsync("header input[type=search]"));
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.TypeAsync("?");
        var overlay = page.Locator("#keys");
        await overlay.GetByText("Compose", new LocatorGetByTextOptions { Exact = true }).WaitForAsync();
        await page.Keyboard.TypeAsync("gj"); // for what lies behind the dialog: nothing
        await page.Keyboard.PressAsync("Escape");
        await overlay.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        foreach (var (key, heading) in new[] { ("j", "My jobs"), ("o", "Compose"), ("g", "My pictures"), ("t", "Train a concept"), ("c", "Concepts that fit together") })
        {
            await page.Keyboard.TypeAsync("g" + key);
            await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true, Level = 1 }).WaitForAsync();
        }

        await page.Keyboard.TypeAsync("?");
        await overlay.Locator("input").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.TypeAsync("gj?");
        await page.ClickAsync("[data-keys-help]"); // still there for the mouse, and the way to switch them on again
        await overlay.Locator("input:not(:checked)").WaitForAsync();
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Tours_are_walked_by_keyboard_and_never_come_again()
    {
        var visitor = await site.NewcomerAsync();
        var page = visitor.Page;
        var tour = page.Locator("[data-tour]");
        await page.GotoAsync("/");
        await tour.GetByText("1 of 3").WaitForAsync();
        await TabToAsync(page, "it => it.matches('[data-tour-next]')");
        await page.Keyboard.PressAsync("Enter");
        await tour.GetByText("2 of 3").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await tour.GetByText("Then mix them").WaitForAsync();
        await page.Keyboard.PressAsync("Enter"); // Done
        await tour.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });

        await visitor.SignUpAsync("quirin");
        await visitor.OpenAsync("/compose");
        await tour.GetByText("1 of 4").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await tour.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await visitor.ReloadAsync();
        await page.WaitForTimeoutAsync(500); // longer than a tour needs to come
        Assert.False(await tour.IsVisibleAsync());
        await page.GotoAsync("/");
        await page.WaitForTimeoutAsync(500);
        Assert.False(await tour.IsVisibleAsync());
        Assert.Empty(visitor.Faults);
    }

    /// <summary>Presses Tab until the focus is on what is sought; every stop on the way must be seen.</summary>
    private static async Task TabToAsync(IPage page, string isSought)
    {
        for (var stop = 0; stop < 90; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("", await UnseenAsync(page));
            if (await page.EvaluateAsync<bool>($"() => ({isSought})(document.activeElement)")) return;
        }

        Assert.Fail($"Tab never reached what {isSought} describes.");
    }

    // A ring around the element, around what stands for it (a switch, a drop zone), or around the card that it fills.
    private static Task<string> UnseenAsync(IPage page) => page.EvaluateAsync<string>(
        """
        () => {
            const it = document.activeElement;
            if (it === document.body) return '';
            const rings = node => node && getComputedStyle(node).outlineStyle !== 'none' && parseFloat(getComputedStyle(node).outlineWidth) >= 2;
            const box = it.getBoundingClientRect();
            const inWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
            const isTrap = it.matches('.mud-focus-trap, [data-mud-focus-trap], .mud-focus-trap *[tabindex="0"]:empty, .mud-focus-trap > div');
            if (isTrap || (inWindow && [it, it.nextElementSibling, it.parentElement, it.closest('.tile, .zone, .find')].some(rings))) return '';
            return `${it.tagName} ${it.className} "${(it.textContent || it.getAttribute('aria-label') || '').trim().slice(0, 40)}" ${inWindow ? 'has no ring' : 'is outside the window'}`;
        }
        """);
}
