using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Concepts that are made quiet on each other, in the composer.</summary>
[Collection(nameof(LongJobs))]
public sealed class QuietTests(OpenSite site)
{
    private const int Patience = 400_000;   // on a slow machine

    [Fact]
    public async Task Concepts_are_made_quiet_on_a_press_while_pictures_go_on_and_are_so_for_everybody()
    {
        var visitor = await site.SignUpAsync("quintus");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?steps=6&seed=3&lock=1");
        foreach (var name in new[] { "Heart mug", "Unicorn cat" }) await visitor.AddFromDialogAsync(name);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make them quiet on each other" }).ClickAsync();
        await page.Locator("[data-settle]").GetByText("Making them quiet on each other").WaitForAsync();
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await visitor.ReloadAsync();
        await page.Locator("[data-settle] [role=progressbar]").WaitForAsync();

        var isQuiet = page.GetByLabel("Quiet on each other", new PageGetByLabelOptions { Exact = true }).And(page.GetByRole(AriaRole.Checkbox));
        await isQuiet.WaitForAsync(new LocatorWaitForOptions { Timeout = Patience });
        await Assertions.Expect(isQuiet).ToBeCheckedAsync();
        await page.UntilAddressAsync(url => url.Contains("quiet=1", StringComparison.Ordinal));
        var recipe = new Uri(page.Url).Query;
        var noisy = await page.Locator("[data-picture=final]").GetAttributeAsync("src");
        await visitor.GenerateAsync();
        await page.WaitForFunctionAsync("src => document.querySelector('[data-picture=final]') && document.querySelector('[data-picture=final]').getAttribute('src') !== src", noisy);
        await visitor.OpenAsync("/gallery");
        await page.Locator("button[data-picture]").First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("made quiet on each other").WaitForAsync();

        var other = await site.SignUpAsync("rosalia");
        await other.OpenAsync($"/compose{recipe}");
        await Assertions.Expect(other.Page.GetByLabel("Quiet on each other", new PageGetByLabelOptions { Exact = true }).And(other.Page.GetByRole(AriaRole.Checkbox))).ToBeCheckedAsync();
        await other.AddFromDialogAsync("Blueprint");
        await other.Page.GetByText("Not for this recipe yet").WaitForAsync();
        await other.Page.UntilAddressAsync(url => !url.Contains("quiet=1", StringComparison.Ordinal));
        Assert.Empty(visitor.Faults.Concat(other.Faults));
    }
}
