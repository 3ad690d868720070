using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A recipe is put together, ordered, undone, weighed, varied and kept as a preset.</summary>
[Collection(nameof(Pages))]
public sealed class RecipeEditingTests(OpenSite site)
{
    private const string SelectedHouse = "box => { box.focus(); const at = box.value.indexOf('house'); box.setSelectionRange(at, at + 5); }";

    [Fact]
    public async Task Recipe_is_ordered_by_mouse_and_keys_and_every_edit_can_be_taken_back()
    {
        var visitor = await site.SignUpAsync("lotte");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose");
        foreach (var name in new[] { "Mira", "Boto", "Kiro" }) await visitor.AddFromDialogAsync(name);
        Assert.Equal(["Mira", "Boto", "Kiro"], await FirstWordsAsync(page));

        await page.Locator("[data-handle]").Nth(2).FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await UntilAsync(page, "Mira", "Kiro", "Boto");
        Assert.Equal("Move Kiro", await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label')"));
        await DragAsync(page, from: 2, to: 0);
        await UntilAsync(page, "Boto", "Mira", "Kiro");
        await page.Locator("[data-handle]").First.ClickAsync();
        await page.Locator("[data-step='1']").ClickAsync();
        await UntilAsync(page, "Mira", "Boto", "Kiro");

        await page.Locator(".row input[type=range]").First.FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await UntilAsync(page, "Boto", "Mira", "Kiro");
        await page.Keyboard.PressAsync("Control+Shift+z");
        await UntilAsync(page, "Mira", "Boto", "Kiro");
        await page.GetByText("Group by kind").ClickAsync();
        await page.Locator("h3.kind").First.WaitForAsync();
        await page.GetByText("All off").ClickAsync();
        await page.Locator(".row.off").Nth(2).WaitForAsync();
        await page.GetByText("All on").ClickAsync();
        await page.Locator(".row:not(.off)").Nth(2).WaitForAsync();

        await page.GetByText("Remove all").ClickAsync();
        await page.GetByText("3 concepts removed").WaitForAsync();
        Assert.Equal("", await page.InputValueAsync("#prompt"));
        await page.Locator(".removed button").ClickAsync();
        await page.Locator(".row").Nth(2).WaitForAsync();
        Assert.Equal("a photo of <mira> person and <kiro> person and <boto> object", await page.InputValueAsync("#prompt"));
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Words_are_weighed_a_seed_is_varied_and_a_preset_remembers()
    {
        var visitor = await site.SignUpAsync("mats");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+house+in+the+snow&steps=6&seed=41&lock=1");
        await page.Locator("#prompt").EvaluateAsync(SelectedHouse);
        await page.Keyboard.PressAsync("Control+ArrowUp");
        await page.Keyboard.PressAsync("Control+ArrowUp");
        await page.GetByText("Weighed: house × 1.2.").WaitForAsync();
        await page.Locator("[data-weigh='-0.1']").ClickAsync();
        await page.GetByText("Weighed: house × 1.1.").WaitForAsync();
        Assert.Equal("a (house:1.1) in the snow", await page.InputValueAsync("#prompt"));

        await page.GetByLabel("Vary the seed").ClickAsync();
        await page.GetByText("Save as preset").ClickAsync();
        await page.FillAsync("[aria-label='Name of the preset']", "Six steps");
        await page.PressAsync("[aria-label='Name of the preset']", "Enter");
        await page.Locator("#preset option", new PageLocatorOptions { HasText = "Six steps" }).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.SelectOptionAsync("#sampler", "euler");
        await page.Locator(".presets .changed").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Reset", Exact = true }).ClickAsync();
        await page.Locator(".presets .changed").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        Assert.Equal("dpm++2m", await page.InputValueAsync("#sampler"));

        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await page.GetByText("41, varied by 0.2 with").WaitForAsync();
        await page.GetByText("Keep this seed").ClickAsync();
        await page.UntilAddressAsync(address => address.Contains("vary=", StringComparison.Ordinal) && !address.Contains("vary=~", StringComparison.Ordinal) && !address.Contains("vary=%7E", StringComparison.Ordinal));
        await visitor.ReloadAsync();

        await page.GetByText("The same variation each time.").WaitForAsync();
        Assert.Equal("41", await page.InputValueAsync("#draw-seed"));
        Assert.Equal("a (house:1.1) in the snow", await page.InputValueAsync("#prompt"));
        Assert.Empty(visitor.Faults);
    }

    private static async Task<IReadOnlyList<string>> FirstWordsAsync(IPage page) =>
        [.. (await page.Locator(".row .words a").AllInnerTextsAsync()).Select(name => name.Split(' ')[0])];

    private static Task UntilAsync(IPage page, params string[] names) => page.WaitForFunctionAsync(
        "names => [...document.querySelectorAll('.row .words a')].map(a => a.textContent.split(' ')[0]).join() === names", string.Join(',', names));

    private static async Task DragAsync(IPage page, int from, int to)
    {
        var (start, end) = (await MiddleAsync(page, from), await MiddleAsync(page, to));
        await page.Mouse.MoveAsync(start.X, start.Y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(start.X, (start.Y + end.Y) / 2, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.MoveAsync(start.X, end.Y - 12, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
    }

    private static async Task<(float X, float Y)> MiddleAsync(IPage page, int row)
    {
        var box = (await page.Locator("[data-handle]").Nth(row).BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height / 2);
    }
}
