using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Comparing: many pictures in one, and two under a slider.</summary>
[Collection(nameof(Pages))]
public sealed class GridTests(OpenSite site)
{
    [Fact]
    public async Task Grid_fills_live_and_one_of_its_pictures_becomes_the_recipe()
    {
        var visitor = await site.SignUpAsync("greta");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+photo+of+a+red+cat&steps=4&seed=30&lock=1");
        await page.Locator("[data-grid]").ClickAsync();
        await page.SelectOptionAsync("#grid-across", "seeds");
        await page.FillAsync("#grid-across-values", "2");
        await page.SelectOptionAsync("#grid-down", "guidance");
        await page.FillAsync("#grid-down-values", "two");
        await page.PressAsync("#grid-down-values", "Tab");
        await page.GetByText("“two” are no numbers.").WaitForAsync();
        await page.FillAsync("#grid-down-values", "1.5, 4");
        await page.PressAsync("#grid-down-values", "Tab");
        await page.GetByText("Draw 4 pictures in a grid").ClickAsync();
        var previews = await visitor.WatchPictureAsync();

        Assert.True(previews >= 2, $"The sheet was seen in {previews} states on its way.");
        var made = page.Locator("[data-made]");
        await Assertions.Expect(made).ToHaveCountAsync(5); // the sheet and its pictures
        await made.Nth(4).ClickAsync();
        await page.GetByText("seed 31, guidance 4").WaitForAsync();
        await page.Locator("[data-take]").ClickAsync();
        await page.UntilAddressAsync(new Regex("seed=31.*"));
        Assert.Contains("4.0", await page.Locator(".settings .slide", new PageLocatorOptions { HasText = "Guidance" }).InnerTextAsync(), StringComparison.Ordinal);

        await visitor.OpenAsync("/gallery");
        var tiles = page.Locator("button[data-picture]");
        await Assertions.Expect(tiles).ToHaveCountAsync(1);
        await tiles.First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Open the picture: seed 30, guidance 4").ClickAsync();
        await page.GetByText("The grid that it is on").WaitForAsync();
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task What_each_concept_does_is_shown_from_one_press_of_a_button()
    {
        var visitor = await site.SignUpAsync("gerda");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?steps=3");
        await visitor.AddFromDialogAsync("Mira");
        await visitor.AddFromDialogAsync("Blueprint");
        await page.FillAsync("#prompt", "a photo of <mira> person in <blupa> style");
        await page.PressAsync("#prompt", "Tab");
        await page.Locator("[data-grid]").ClickAsync();
        await page.Locator("[data-leave-one-out]").ClickAsync();
        await visitor.UntilPictureAsync();

        var labels = await page.Locator("[data-made]").EvaluateAllAsync<string[]>("made => made.map(one => one.title)");

        Assert.Equal(["Show the whole grid", "Show all", "Show without Mira", "Show without Blueprint"], labels);
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Two_pictures_lie_under_one_slider_that_keys_move_with_what_differs()
    {
        var visitor = await site.SignUpAsync("gustav");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+red+cat&steps=3&count=2&seed=8&lock=1");
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await page.Locator("[data-made]").Nth(1).ClickAsync();
        await page.Locator("[data-compare]").ClickAsync();
        await page.UntilAddressAsync(new Regex("/pictures/.+/with/"));

        var view = page.Locator("[data-split-view]");
        await page.Locator("[data-split]").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("0%", await view.EvaluateAsync<string>("view => view.style.getPropertyValue('--split')"));
        await view.ClickAsync(new LocatorClickOptions { Position = new Position { X = 200, Y = 100 } });
        Assert.NotEqual("0%", await view.EvaluateAsync<string>("view => view.style.getPropertyValue('--split')"));
        Assert.Equal(["Seed"], await page.Locator("tbody th").AllInnerTextsAsync());
        Assert.Equal(["8", "9"], await page.Locator("tbody td").AllInnerTextsAsync());

        var inspection = new AxeInspection(page);
        await inspection.LookFromAllSidesAsync("comparison");
        inspection.AssertNothingWrong();
        var guest = await site.VisitAsync();
        var answer = await guest.Page.GotoAsync(new Uri(page.Url).AbsolutePath);
        Assert.Equal(404, answer!.Status); // both are private
        Assert.Empty(visitor.Faults);
    }
}
