using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A recipe on its way: composed, saved, found by a stranger, remixed, taken along.</summary>
[Collection(nameof(Pages))]
public sealed class RecipeTests(OpenSite site)
{
    [Fact]
    public async Task Saved_recipe_is_found_remixed_and_downloaded_by_a_stranger()
    {
        var ruth = await site.SignUpAsync("ruth");
        var concept = await FirstConceptAsync(ruth.Page);
        await ruth.OpenAsync($"/compose?add={concept}&steps=4&seed=11&lock=1");
        await ruth.Page.GetByText("Show on the pages of the concepts in it").ClickAsync();
        await ruth.GenerateAsync();
        await ruth.UntilPictureAsync();
        Assert.Equal(8, await ruth.Page.Locator("[data-terms] li").CountAsync());   // six of the licence; drawing and exporting
        var saved = await SaveAsync(ruth.Page, "Ruth's first", covers: 1);

        var stranger = await site.VisitAsync();
        await stranger.Page.GotoAsync("/recipes?q=ruth");
        await stranger.Page.Locator("a.through", new PageLocatorOptions { HasText = "Ruth's first" }).ClickAsync();
        await stranger.Page.UntilAddressAsync(new Regex($"{saved}$"));
        await stranger.Page.Locator("img.cover").WaitForAsync();
        await stranger.Page.Locator(".made figure", new PageLocatorOptions { HasText = "ruth" }).WaitForAsync();

        await stranger.SignUpAsync("sylvia");
        await stranger.Page.GotoAsync(saved);
        await stranger.Page.GetByText("Remix in the composer").ClickAsync();
        await stranger.Page.GetByText("Remix of Ruth's first").WaitForAsync();
        await WeighAsync(stranger.Page, 0.5);
        var remix = await SaveAsync(stranger.Page, "Sylvia's softer one", covers: 0);

        await stranger.Page.GotoAsync(remix);
        await stranger.Page.Locator("[data-node=ancestor]", new PageLocatorOptions { HasText = "Ruth's first" }).GetByRole(AriaRole.Link).ClickAsync();
        await stranger.Page.UntilAddressAsync(new Regex($"{saved}$"));
        await stranger.Page.Locator("[data-node=remix]", new PageLocatorOptions { HasText = "Sylvia's softer one" }).WaitForAsync();
        await DownloadAsync(stranger.Page, "LoRA, kohya", "embeddings/");
        await DownloadAsync(stranger.Page, "Whole model", "unet/diffusion_pytorch_model.safetensors");
        Assert.Empty(ruth.Faults.Concat(stranger.Faults));
    }

    private static async Task<string> FirstConceptAsync(IPage page)
    {
        await page.GotoAsync("/u/concepthub");
        var address = await page.Locator("a.through").First.GetAttributeAsync("href");
        return address!.Split('/')[^2];
    }

    /// <returns>The path of its page.</returns>
    private static async Task<string> SaveAsync(IPage page, string title, int covers)
    {
        await page.Locator("[data-save-recipe]").ClickAsync();
        await page.FillAsync("#recipe-title", title);
        await Assertions.Expect(page.Locator(".save .covers button")).ToHaveCountAsync(covers);
        await page.Locator(".save button[type=submit]").ClickAsync();
        var link = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = title, Exact = true });
        await page.GetByText($"Saved as {title}").WaitForAsync();
        return (await link.GetAttributeAsync("href"))!;
    }

    // A slider: its value is set as a drag would, with the events that a drag sends.
    private static Task WeighAsync(IPage page, double strength) => page.Locator(".recipe input[type=range]").First.EvaluateAsync(
        "(slider, strength) => { slider.value = strength; slider.dispatchEvent(new Event('input', { bubbles: true })); }", strength);

    private static async Task DownloadAsync(IPage page, string name, string holds)
    {
        await page.Locator("[data-export] summary").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-export] a", new PageLocatorOptions { HasText = name }).ClickAsync());
        using var archive = ZipFile.OpenRead(await download.PathAsync());
        Assert.Contains(archive.Entries, entry => entry.FullName.StartsWith(holds, StringComparison.Ordinal));
        using var receipt = JsonDocument.Parse(archive.GetEntry("receipt.json")!.Open());
        Assert.Equal("Ruth's first", receipt.RootElement.GetProperty("title").GetString());
    }
}
