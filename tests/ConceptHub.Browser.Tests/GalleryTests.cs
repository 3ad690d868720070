using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>My pictures: found again, put in order, taken away.</summary>
[Collection(nameof(Pages))]
public sealed class GalleryTests(OpenSite site)
{
    [Fact]
    public async Task Pictures_are_starred_put_on_a_board_shown_downloaded_and_deleted_by_keys_and_in_bulk()
    {
        var visitor = await site.SignUpAsync("mona");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+red+cat&steps=4&count=3&seed=5&lock=1");
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await visitor.OpenAsync("/gallery");
        var tiles = page.Locator("[data-picture]");
        await Assertions.Expect(tiles).ToHaveCountAsync(3);

        await tiles.First.FocusAsync();
        await page.Keyboard.PressAsync("s");
        await Assertions.Expect(page.Locator("[data-star][aria-pressed=true]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("x");
        await page.GetByText("1 chosen").WaitForAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync(" ");
        await page.GetByText("2 chosen").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Dialog).CountAsync());

        await page.GetByText("New board").ClickAsync();
        await page.FillAsync("[aria-label='Name of the board']", "Red things");
        await page.Keyboard.PressAsync("Enter");
        var board = page.Locator("[data-board]", new PageLocatorOptions { HasText = "Red things" });
        await board.WaitForAsync();
        await page.GetByLabel("Add to a board").SelectOptionAsync(new SelectOptionValue { Label = "Red things" });
        await Assertions.Expect(board).ToContainTextAsync("2");
        await page.GetByText("Make public").ClickAsync();
        await Assertions.Expect(page.Locator(".mark")).ToHaveCountAsync(2);
        await ArchiveHoldsSettingsAsync(await page.RunAndWaitForDownloadAsync(() => page.GetByText("Download").ClickAsync()));

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Starred" }).ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await page.FillAsync("[aria-label='Search in prompts']", "zeppelin");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Nothing fits").WaitForAsync();
        await page.UntilAddressAsync(url => url.Contains("q=zeppelin", StringComparison.Ordinal) && url.Contains("starred=1", StringComparison.Ordinal));
        await visitor.ReloadAsync();
        Assert.Equal("zeppelin", await page.InputValueAsync("[aria-label='Search in prompts']"));

        await page.GetByText("Show all pictures").ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(3); // links keep the search that a page still shows
        await board.ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(2);
        await page.Locator("[data-choose]").First.CheckAsync();
        await page.GetByText("All on this page").ClickAsync();
        await page.GetByText("2 chosen").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByText("Really delete 2").ClickAsync();
        await page.GetByText("Nothing on this board yet").WaitForAsync();
        await page.GetByText("Delete board").ClickAsync();
        await page.GetByText("Its pictures stay").ClickAsync();
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        Assert.Equal(0, await page.Locator("[data-board]").CountAsync());
        Assert.Empty(visitor.Faults);
    }

    private static async Task ArchiveHoldsSettingsAsync(IDownload download)
    {
        await using var content = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(bytes);
        Assert.Equal(2, archive.Entries.Select(entry => entry.Name).Distinct().Count());
        foreach (var entry in archive.Entries)
        {
            using var picture = new MemoryStream();
            await using (var packed = await entry.OpenAsync(TestContext.Current.CancellationToken)) await packed.CopyToAsync(picture, TestContext.Current.CancellationToken);
            var text = Encoding.Latin1.GetString(picture.ToArray());
            Assert.Contains("tEXtparameters\0a red cat\nSteps: 4, Sampler: DPM++ 2M, Schedule type: Uniform", text, StringComparison.Ordinal);
            Assert.Contains("Model: toyworld", text, StringComparison.Ordinal);
        }
    }
}
