using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A member brings a concept that was trained elsewhere, and says what others may do with it.</summary>
[Collection(nameof(LongJobs))]
public sealed partial class ReadyConceptTests(OpenSite site)
{
    [Fact]
    public async Task Ready_concept_is_published_with_its_file_to_look_into_but_not_to_take()
    {
        var visitor = await site.SignUpAsync("ursula");
        var page = visitor.Page;
        await visitor.OpenAsync("/train/lora");

        await page.ChooseFilesAsync("#lora", TrainedFile.OfSeed("mira"));
        await page.Locator("[data-twin] a").GetByText("by concepthub").WaitForAsync();

        await page.ChooseFilesAsync("#lora", await TrainedFile.MakeAsync("ursaria", number: 4000));
        await page.UntilAddressAsync(DraftAddress());
        await visitor.ConnectedAsync();
        await page.WaitForSelectorAsync("#showcase:not([disabled])", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.ChooseFilesAsync("#showcase", Files.Good(2));
        await page.Locator(".sample.on").Nth(1).WaitForAsync();
        await page.GetByLabel("download its file").UncheckAsync();
        var concept = await visitor.PublishAsync("Ursaria");
        await page.Locator(".shows img").Nth(1).WaitForAsync();
        await page.GetByText("What is in the file").ClickAsync();
        await page.GetByText("4000", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        await page.FillAsync("#find", "attn2.to_k");
        await page.Keyboard.PressAsync("Enter");
        await page.UntilAddressAsync("?find=attn2.to_k");
        Assert.All(await page.Locator("tbody th").AllInnerTextsAsync(), layer => Assert.EndsWith("attn2.to_k", layer, StringComparison.Ordinal));

        var other = await site.VisitAsync();
        await other.Page.GotoAsync(concept);
        await other.Page.Locator("aside").GetByText("does not let others download its file").WaitForAsync();
        Assert.Equal(0, await other.Page.Locator("a[href$='/adapter']").CountAsync());
        Assert.Empty(visitor.Faults);
    }

    [GeneratedRegex("/train/[0-9a-f-]{36}$")]
    private static partial Regex DraftAddress();
}
