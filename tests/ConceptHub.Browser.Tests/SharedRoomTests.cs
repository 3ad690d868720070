using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Three members at three browsers compose one picture together.</summary>
[Collection(nameof(LongJobs))]
public sealed class SharedRoomTests(OpenSite site)
{
    private const string Strength = ".recipe input[type=range]";

    [Fact]
    public async Task Three_edit_one_recipe_see_each_others_hands_and_watch_one_picture()
    {
        var (rosa, sven, toni) = (await site.SignUpAsync("rosa"), await site.SignUpAsync("sven"), await site.SignUpAsync("toni"));
        Visitor[] all = [rosa, sven, toni];
        await rosa.OpenAsync("/compose?p=a+house&lock=1&seed=5");
        await rosa.AddFromDialogAsync(await FirstConceptAsync(rosa.Page));
        await rosa.Page.GetByText("Share live").ClickAsync();
        await rosa.Page.UntilAddressAsync(new Regex("/rooms/[0-9a-f]{32}$"));
        foreach (var guest in new[] { sven, toni }) await guest.OpenAsync(new Uri(rosa.Page.Url).AbsolutePath);
        foreach (var one in all) await one.Page.Locator("[data-member]").Nth(2).WaitForAsync();

        await rosa.Page.Locator(Strength).FocusAsync();
        await SlideAsync(rosa.Page, Strength, "0.35");
        foreach (var other in new[] { sven, toni }) await HandAsync(other.Page, "rosa", near: Strength);
        await sven.Page.FillAsync("#prompt", "a red house in the snow");
        await SlideAsync(toni.Page, "input[aria-label=Steps]", "100");
        foreach (var one in all) await UntilAsync(one.Page, strength: "0.35", prompt: "a red house in the snow", steps: "100");
        await HandAsync(rosa.Page, "sven", near: "#prompt");
        await toni.Page.Locator("[data-undo]").ClickAsync(); // their own edit and nobody else's
        foreach (var one in all) await UntilAsync(one.Page, strength: "0.35", prompt: "a red house in the snow", steps: "20");
        await toni.Page.Locator("[data-redo]").ClickAsync();
        foreach (var one in all) await UntilAsync(one.Page, strength: "0.35", prompt: "a red house in the snow", steps: "100");

        await sven.GenerateAsync();
        var previews = await Task.WhenAll(all.Select(one => one.WatchPictureAsync()));
        var sources = await Task.WhenAll(all.Select(one => one.Page.Locator("[data-picture=final]").GetAttributeAsync("src")));
        var widths = await Task.WhenAll(all.Select(one => one.Page.Locator("[data-picture=final]").EvaluateAsync<int>("img => img.decode().then(() => img.naturalWidth)")));

        Assert.All(previews, seen => Assert.True(seen >= 1, "A browser saw no preview."));
        Assert.Single(sources.Distinct());
        Assert.Equal([128, 128, 128], widths);
        await toni.Page.GetByText("Drawn by sven").WaitForAsync();
        await toni.ReloadAsync();
        await UntilAsync(toni.Page, strength: "0.35", prompt: "a red house in the snow", steps: "100");
        await toni.UntilPictureAsync();
        await toni.Page.Locator("[data-member]").Nth(2).WaitForAsync();
        Assert.Equal(sources[0], await toni.Page.Locator("[data-picture=final]").GetAttributeAsync("src"));

        await rosa.Page.GetByText("End room").ClickAsync();
        foreach (var one in all) await one.Page.GetByText("This room is over").WaitForAsync();
        await toni.Page.GetByText("Go on alone").ClickAsync();
        await UntilAsync(toni.Page, strength: "0.35", prompt: "a red house in the snow", steps: "100");
        Assert.Empty(all.SelectMany(one => one.Faults));
    }

    private static async Task<string> FirstConceptAsync(IPage page) => (await page.EvaluateAsync<string>(
        "async () => new DOMParser().parseFromString(await (await fetch('/u/concepthub')).text(), 'text/html').querySelector('a.through').textContent.trim()"))!;

    // As a drag would, with the events that a drag sends.
    private static Task SlideAsync(IPage page, string slider, string value) => page.Locator(slider).First.EvaluateAsync(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }", value);

    private static Task UntilAsync(IPage page, string strength, string prompt, string steps) => page.WaitForFunctionAsync(
        """
        ([strength, prompt, steps]) => document.querySelector('.recipe input[type=range]')?.value === strength
            && document.querySelector('#prompt').value === prompt && document.querySelector('input[aria-label=Steps]')?.value === steps
        """, new[] { strength, prompt, steps });

    // The mark with the name stands where the control is, in this browser.
    private static Task HandAsync(IPage page, string name, string near) => page.WaitForFunctionAsync(
        """
        ([name, near]) => {
            const mark = document.querySelector(`[data-touched-by=${name}]`)?.getBoundingClientRect(), control = document.querySelector(near).getBoundingClientRect();
            return mark && mark.width > 0 && mark.left >= control.left - 8 && mark.right <= control.right + 8 && mark.top >= control.top - 8 && mark.bottom <= control.bottom + 8;
        }
        """, new[] { name, near });
}
