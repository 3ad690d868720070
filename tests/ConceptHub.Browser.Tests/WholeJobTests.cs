using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>The main job, end to end, as two members do it.</summary>
[Collection(nameof(LongJobs))]
public sealed class WholeJobTests(OpenSite site)
{
    [Fact]
    public async Task From_example_pictures_to_a_merged_picture_on_the_concepts_page()
    {
        var ana = await site.SignUpAsync("ana");
        await ana.StartTrainingAsync("wondra");
        await ana.Page.WaitForSelectorAsync("polyline.loss");
        var early = await CurveLengthAsync(ana.Page);
        await ana.UntilStepAsync(10);
        Assert.True(await CurveLengthAsync(ana.Page) > early, "The loss curve did not grow.");
        await ana.UntilTrainedAsync();
        var concept = await ana.PublishAsync("Wondra");

        var ben = await site.SignUpAsync("ben");
        await ben.Page.GotoAsync("/?q=wondra");
        await ben.Page.Locator("a.through", new PageLocatorOptions { HasText = "Wondra" }).ClickAsync();
        await ben.Page.GetByText("Add to recipe").ClickAsync();
        await ben.ConnectedAsync();
        foreach (var name in await SeedNamesAsync(ben.Page, 2)) await ben.AddFromDialogAsync(name);
        await CallAllAsync(ben.Page, concepts: 3);
        await SetStepsAsync(ben.Page, 100); // previews come four a second: time for three on a fast machine too
        await ben.Page.GetByText("Show on the pages of the concepts in it").ClickAsync();
        await ben.GenerateAsync();
        var previews = await ben.WatchPictureAsync();
        var picture = Regex.Match(await ben.Page.Locator("[data-picture=final]").GetAttributeAsync("src") ?? "", "[0-9a-f]{64}").Value;

        Assert.True(previews >= 3, $"Only {previews} different previews were seen.");
        await ana.Page.GotoAsync(concept);
        await ana.Page.Locator($".made img[src*='{picture}']").WaitForAsync();
        await JudgeAsync(ana.Page, ben.Page, concept);
        Assert.Empty(ana.Faults.Concat(ben.Faults));
    }

    // Who drew with it says how it was, and its maker hears of it.
    private static async Task JudgeAsync(IPage maker, IPage user, string concept)
    {
        await user.GotoAsync("/?tag=tried+out");
        await user.Locator("a.through", new PageLocatorOptions { HasText = "Wondra" }).ClickAsync();
        await user.UntilAddressAsync(concept);
        await Assertions.Expect(user.Locator(".markdown em")).ToHaveTextAsync("browser test");
        await user.GetByText("strength 0.9 (0.2 to 1.5)", new PageGetByTextOptions { Exact = false }).WaitForAsync();
        await user.GetByText("Write a review").ClickAsync();
        await user.GetByLabel("4 stars").CheckAsync();
        await user.FillAsync("#review-text", "Stays itself beside two others.");
        await user.GetByText("Save review").ClickAsync();
        await user.Locator("#reviews li", new PageLocatorOptions { HasText = "Stays itself beside two others." }).WaitForAsync();
        await user.Locator(".head .by a").First.ClickAsync();
        await user.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Follow", Exact = true }).ClickAsync();
        await user.GetByText("1 follower").WaitForAsync();

        await maker.ReloadAsync();
        await maker.Locator("a.bell").ClickAsync();
        foreach (var told in new[] { "ben follows you", "ben reviewed “Wondra”", "<wondra> is trained" }) await maker.GetByText(told).WaitForAsync();
    }

    [Fact]
    public async Task Picture_does_not_wait_for_another_members_training()
    {
        var (hanna, ivo) = (await site.SignUpAsync("hanna"), await site.SignUpAsync("ivo"));
        await ivo.OpenAsync("/compose");
        await ivo.Page.FillAsync("#prompt", "a photo of a red cat on the beach");
        await SetStepsAsync(ivo.Page, 8);
        await hanna.StartTrainingAsync("patient", steps: 32);

        await ivo.GenerateAsync();
        await ivo.WatchPictureAsync();

        Assert.True(await hanna.Page.Locator("#about").CountAsync() == 0, "The training was over before the picture.");
        await hanna.UntilTrainedAsync();
        Assert.Empty(hanna.Faults.Concat(ivo.Faults));
    }

    private static async Task CallAllAsync(IPage page, int concepts)
    {
        for (var held = await page.Locator("[data-insert].held").CountAsync(); held < concepts; held++)
        {
            await page.Locator("[data-insert]:not(.held)").First.ClickAsync();
            await page.Locator("[data-insert].held").Nth(held).WaitForAsync();
        }
    }

    private static async Task<int> CurveLengthAsync(IPage page) =>
        (await page.Locator("polyline.loss").GetAttributeAsync("points") ?? "").Split(' ').Length;

    private static async Task<IReadOnlyList<string>> SeedNamesAsync(IPage page, int count)
    {
        var names = await page.EvaluateAsync<string[]>(
            "async () => [...new DOMParser().parseFromString(await (await fetch('/u/concepthub')).text(), 'text/html').querySelectorAll('a.through')].map(a => a.textContent.trim())");
        Assert.True(names.Length >= count, $"The catalog has {names.Length} seed concepts; {count} are needed.");
        return names[..count];
    }

    // A slider: its value is set as a drag would, with the events that a drag sends.
    private static Task SetStepsAsync(IPage page, int steps) => page.Locator("input[aria-label=Steps]").EvaluateAsync(
        "(slider, steps) => { slider.value = steps; slider.dispatchEvent(new Event('input', { bubbles: true })); }", steps);
}
