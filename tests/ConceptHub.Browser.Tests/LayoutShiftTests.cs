using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Nothing jumps while a page comes: the browser's own measure of it (CLS), where 0.1 passes as good elsewhere.</summary>
[Collection(nameof(Pages))]
public sealed class LayoutShiftTests(OpenSite site)
{
    private const double Most = 0.05;

    private const string Watch =
        """
        window.shift = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; })
            .observe({ type: 'layout-shift', buffered: true });
        """;

    [Theory]
    [InlineData("uma", 1280)]
    [InlineData("udo", 390)]
    public async Task Catalog_concept_and_composer_stay_where_they_are(string name, int width)
    {
        var visitor = await site.SignUpAsync(name);
        var page = visitor.Page;
        await page.SetViewportSizeAsync(width, 844);
        await page.AddInitScriptAsync(Watch);

        var catalog = await ShiftAsync(page, "/");
        var address = await page.Locator("a.through").First.EvaluateAsync<string>("a => a.pathname");
        var concept = await ShiftAsync(page, address);
        var composer = await ShiftAsync(page, $"/compose?add={address.Split('/')[2]}");
        var gallery = await ShiftAsync(page, "/gallery");

        // The measure itself: what does jump is seen.
        await page.EvaluateAsync("() => document.getElementById('content').prepend(Object.assign(document.createElement('div'), { style: 'height: 200px' }))");
        await page.WaitForFunctionAsync("most => window.shift > most", Most);

        TestContext.Current.TestOutputHelper!.WriteLine($"{width} px: catalog {catalog:0.0000}, concept {concept:0.0000}, composer {composer:0.0000}, gallery {gallery:0.0000}");
        Assert.InRange(catalog, 0, Most);
        Assert.InRange(concept, 0, Most);
        Assert.InRange(composer, 0, Most);
        Assert.InRange(gallery, 0, Most);
    }

    private static async Task<double> ShiftAsync(IPage page, string path)
    {
        await Visitor.OpenAnyAsync(page, path);
        await page.WaitForTimeoutAsync(800); // what comes late comes now
        return await page.EvaluateAsync<double>("() => window.shift");
    }
}
