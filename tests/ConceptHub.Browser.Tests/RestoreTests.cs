using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Pictures dropped on the composer bring back how they were made.</summary>
[Collection(nameof(Pages))]
public sealed class RestoreTests(OpenSite site)
{
    private const string Elsewhere = "/compose?p=something+else&n=old+words&steps=33&seed=1&count=3&skip=1&sampler=ddim";

    [Fact]
    public async Task Saved_picture_restores_everything_and_clears_the_rest()
    {
        var visitor = await site.SignUpAsync("nele");
        var page = visitor.Page;
        await page.GotoAsync("/u/concepthub");
        var through = page.Locator("a.through").First;
        var (name, concept) = ((await through.InnerTextAsync()).Trim(), Regex.Match(await through.GetAttributeAsync("href") ?? "", "[0-9a-f-]{36}").Value);
        await visitor.OpenAsync($"/compose?add={concept}&p=a+photo+of+a+hill&steps=4&seed=77&lock=1&guidance=3.5&sampler=euler-a-karras");
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        var plain = await page.Locator("[data-picture=final]").EvaluateAsync<string>("async img => btoa(String.fromCharCode(...new Uint8Array(await (await fetch(img.src)).arrayBuffer())))");
        await visitor.OpenAsync("/gallery");
        await page.Locator("[data-picture]").First.ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Save the file").ClickAsync());
        var saved = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Matches("^concepthub-77-[0-9a-f]{6}\\.png$", download.SuggestedFilename);

        foreach (var file in new[] { Convert.ToBase64String(saved), plain }) // with its text chunks, and as it is shown: without
        {
            await visitor.OpenAsync(Elsewhere);
            await DropAsync(page, file, "image/png");
            await page.Locator("[data-restored]").WaitForAsync();

            Assert.DoesNotContain(", but:", await page.Locator("[data-restored]").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(("a photo of a hill", "77", "euler-a-karras", "1", "0"), (await page.InputValueAsync("#prompt"), await page.InputValueAsync("#draw-seed"), await page.InputValueAsync("#sampler"), await page.InputValueAsync("#count"), await page.InputValueAsync("#clip-skip")));
            Assert.Equal(("4", "3.5"), (await page.InputValueAsync("input[aria-label=Steps]"), await page.InputValueAsync("input[aria-label=Guidance]")));
            await page.Locator(".recipe", new PageLocatorOptions { HasText = name }).WaitForAsync();
            await page.UntilAddressAsync(url => url.Contains("seed=77", StringComparison.Ordinal) && !url.Contains("n=old", StringComparison.Ordinal));
        }

        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Foreign_picture_says_what_is_not_here_and_one_without_settings_changes_nothing()
    {
        var visitor = await site.SignUpAsync("otto");
        var page = visitor.Page;
        await page.GotoAsync(Elsewhere); // and dropped at once, before the page is interactive
        var bare = Files.Good(1).Single().Buffer;
        await DropAsync(page, Convert.ToBase64String(bare), "image/png");
        await page.GetByText("does not say how it was made").WaitForAsync();
        Assert.Equal("something else", await page.InputValueAsync("#prompt"));

        byte[] text = [.. "parameters\0a fox in the snow <lora:nobody_knows:0.8>\nNegative prompt: rain\nSteps: 9, Sampler: UniPC, CFG scale: 4, Seed: 12, Size: 130x128, Model hash: 1234567890, Model: dreams"u8];
        byte[] foreign = [.. bare[..33], 0, 0, 0, (byte)text.Length, .. "tEXt"u8, .. text, 0, 0, 0, 0, .. bare[33..]];
        await DropAsync(page, Convert.ToBase64String(foreign), "image/png");
        var told = page.Locator("[data-restored]");
        await told.WaitForAsync();

        var words = await told.InnerTextAsync();
        Assert.All(
            ["“nobody_knows” is not on this hub and was left out.", "The sampler “UniPC” is not here; DPM++ 2M stands in for it.", "It has 130 × 128 pixels; 128 × 128 is the nearest size here.", "It was drawn with another model, “dreams”, which is not here"],
            sentence => Assert.Contains(sentence, words, StringComparison.Ordinal));
        Assert.Equal(("a fox in the snow", "12", "dpm++2m"), (await page.InputValueAsync("#prompt"), await page.InputValueAsync("#draw-seed"), await page.InputValueAsync("#sampler")));
        Assert.Empty(visitor.Faults);
    }

    private static Task DropAsync(IPage page, string base64, string type) => page.EvaluateAsync(
        """
        ([base64, type]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], 'dropped.png', { type }));
            for (const kind of ['dragover', 'drop'])
                document.querySelector('#prompt').dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }
        """,
        new[] { base64, type });
}
