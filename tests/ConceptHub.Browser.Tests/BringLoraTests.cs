using System.Globalization;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A member brings a LoRA of their own.</summary>
[Collection(nameof(LongJobs))]
public sealed class BringLoraTests(OpenSite site)
{
    [Fact]
    public async Task Lora_is_judged_made_quiet_and_kept_when_its_distillation_is_cancelled()
    {
        var visitor = await site.SignUpAsync("nora");
        var page = visitor.Page;
        await visitor.OpenAsync("/train");
        await page.GetByText("Bring a LoRA").ClickAsync();
        await page.UntilAddressAsync("/train/lora");

        await page.ChooseFilesAsync("#lora", Files.Named("archive.safetensors", "PK\u0003\u0004 and more"u8.ToArray()));
        var refusal = page.Locator("main [role=alert]");
        await refusal.GetByText("This is a zip archive").WaitForAsync();
        Assert.Contains("Choose the LoRA's .safetensors file.", await refusal.InnerTextAsync(), StringComparison.Ordinal);

        await visitor.BringLoraAsync(await BroughtFiles.ExportedAsync(), "noralie");
        Assert.Contains("kohya's scripts", await page.Locator("aside dl").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("person", await page.InputValueAsync("#class")); // as the file says
        await page.GetByText("Make it quiet").ClickAsync();
        await page.Locator(".job-bar").WaitForAsync();
        await visitor.ReloadAsync(); // and the page finds it going on
        await page.WaitForSelectorAsync("[data-way='Made quiet']", new PageWaitForSelectorOptions { Timeout = 240_000 });
        Assert.InRange(await KeptAsync(page), 50, 100); // its own embedding calls it: nearly all is kept
        Assert.Equal(2, await page.Locator("aside .pair img").CountAsync());
        var niche = await page.EvaluateAsync<int[]>("async () => { const got = await fetch(document.querySelector('a[download]').href); return [got.status, (await got.arrayBuffer()).byteLength]; }");
        Assert.True(niche is [200, > 100_000], $"The quiet LoRA answered {niche[0]} with {niche[1]} bytes.");

        await page.GetByText("Distil it").ClickAsync();
        await page.Locator(".job-bar").GetByText("Drawing what the LoRA shows").WaitForAsync();
        await page.ClickAsync("[data-cancel]");
        await page.GetByText("Back to its niche").ClickAsync();
        await page.GetByText("Distil it").WaitForAsync();
        Assert.InRange(await KeptAsync(page), 50, 100);
        Assert.Empty(visitor.Faults);
    }

    private static async Task<double> KeptAsync(IPage page) =>
        double.Parse((await page.Locator("[data-way='Made quiet'] .kept b").InnerTextAsync()).TrimEnd('%').Trim(), CultureInfo.InvariantCulture);
}
