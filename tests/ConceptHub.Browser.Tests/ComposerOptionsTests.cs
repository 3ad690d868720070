using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>What the composer offers beyond the prompt.</summary>
[Collection(nameof(Pages))]
public sealed class ComposerOptionsTests(OpenSite site)
{
    [Fact]
    public async Task Several_pictures_over_a_start_picture_are_kept_with_all_their_settings()
    {
        var visitor = await site.SignUpAsync("jule");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+photo+of+a+red+cat&steps=8&seed=20&lock=1");
        await page.SelectOptionAsync("#count", "3");
        await page.SelectOptionAsync("#sampler", "euler-a");
        await page.SelectOptionAsync("#clip-skip", "1");
        await page.ChooseFilesAsync("#start-file", Files.Good(1));
        await page.Locator(".start .chosen img").WaitForAsync();
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        var pictures = page.Locator("[data-made]");

        Assert.Equal(3, await pictures.CountAsync());
        await pictures.Nth(2).ClickAsync();
        await page.GetByText("Seed 22").WaitForAsync();

        await visitor.ReloadAsync();
        await pictures.Nth(2).WaitForAsync();
        Assert.Equal(("3", "euler-a", "1"), (await page.InputValueAsync("#count"), await page.InputValueAsync("#sampler"), await page.InputValueAsync("#clip-skip")));
        Assert.Equal("60 %", await page.Locator(".start output").InnerTextAsync());

        await visitor.OpenAsync("/gallery");
        await page.Locator("button[data-picture]").Nth(2).ClickAsync();
        var sheet = page.GetByRole(AriaRole.Dialog);
        await sheet.GetByText("a start picture, 60 % drawn anew").WaitForAsync();
        Assert.Contains("22", await sheet.Locator("dl").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Any_size_of_the_model_is_drawn_and_its_job_leads_back()
    {
        var visitor = await site.SignUpAsync("kurt");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?p=a+house&steps=4");
        await page.SelectOptionAsync("#size", "other");
        await page.FillAsync("[aria-label='Width in pixels']", "171");
        await page.PressAsync("[aria-label='Width in pixels']", "Tab");
        await page.FillAsync("[aria-label='Height in pixels']", "80");
        await page.PressAsync("[aria-label='Height in pixels']", "Tab");
        await page.UntilAddressAsync(url => url.Contains("x80", StringComparison.Ordinal));
        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        var size = await page.Locator("[data-picture=final]").EvaluateAsync<int[]>("img => img.decode().then(() => [img.naturalWidth, img.naturalHeight])");

        await visitor.OpenAsync("/jobs");
        await page.Locator(".row", new PageLocatorOptions { HasText = "a house" }).GetByText("Open").ClickAsync();
        await visitor.UntilPictureAsync();

        Assert.Equal([176, 80], size); // the nearest size that the model can draw
        Assert.Equal("176", await page.InputValueAsync("[aria-label='Width in pixels']"));
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Press_on_a_page_that_is_not_connected_yet_waits_for_the_circuit()
    {
        var visitor = await site.SignUpAsync("fabian");
        var page = visitor.Page;
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await page.WaitForSelectorAsync("body[data-pressed]");
            await route.ContinueAsync();
        });

        await page.GotoAsync("/compose?p=a+red+cat&steps=3&seed=4&lock=1");
        await visitor.GenerateAsync();
        await page.EvaluateAsync("() => { document.body.dataset.pressed = 'yes'; }");
        await visitor.UntilPictureAsync();

        Assert.Equal("a red cat", await page.InputValueAsync("#prompt"));
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Concepts_are_given_places_by_choice_keys_and_hand_and_the_picture_keeps_them()
    {
        var visitor = await site.SignUpAsync("lorenz");
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?steps=4&seed=5&lock=1");
        foreach (var name in new[] { "Mira", "Pilo" }) await visitor.AddFromDialogAsync(name);
        await page.FillAsync("#prompt", "a photo of <mira> person and <pilo> person on the beach");
        await page.Locator("[data-places-box]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-place].given")).ToHaveCountAsync(2); // side by side without anybody's doing
        await page.Locator(".who select").Nth(0).SelectOptionAsync(new SelectOptionValue { Label = "Left half" });
        await page.Locator(".who select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "Right half" });
        var places = page.Locator("[data-place]");
        await Assertions.Expect(places).ToHaveCountAsync(2);

        await places.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowLeft"); // a twentieth narrower
        await page.UntilAddressAsync(url => url.Contains("at0.0.45.100", StringComparison.Ordinal));
        var box = (await places.Nth(1).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X - 200, box.Y + box.Height / 2, new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.UntilAddressAsync(url => url.Contains("at0.0.50.100", StringComparison.Ordinal)); // no further than the edge

        await visitor.GenerateAsync();
        await visitor.UntilPictureAsync();
        await visitor.ReloadAsync();
        await Assertions.Expect(places).ToHaveCountAsync(2);
        await page.Locator(".who select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "By itself" });
        await Assertions.Expect(page.Locator("[data-place].given")).ToHaveCountAsync(1);
        await page.Locator(".who select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "Whole picture" });
        await Assertions.Expect(page.Locator("[data-place].given")).ToHaveCountAsync(0);
        await visitor.GenerateAsync();
        await page.Locator("[data-compare]").WaitForAsync();
        await page.Locator("[data-compare]").ClickAsync();
        await page.GetByText("at 0 % and 0 %, 50 % × 100 %").WaitForAsync();
        Assert.Empty(visitor.Faults);
    }
}
