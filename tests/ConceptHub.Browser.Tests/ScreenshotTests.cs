using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// No test but a camera: takes the pictures of <c>docs/screenshots</c> from the real site, when
/// <c>CONCEPTHUB_SCREENSHOTS</c> names the folder to write them to.
/// </summary>
[Collection(nameof(Pages))]
public sealed class ScreenshotTests(OpenSite site)
{
    private const string Variable = "CONCEPTHUB_SCREENSHOTS";

    [Fact]
    public async Task Every_page_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var visitor = await site.VisitAsync();
        var camera = new Camera(visitor.Page, folder!);
        var (first, second) = await SeedsAsync(visitor.Page);

        await GuestPagesAsync(camera, first);
        await visitor.SignUpAsync("robin");
        await ComposeTogetherAsync(visitor, camera);
        await ComposeAsync(visitor, camera, first, second);
        await ReviewAsync(visitor.Page, camera, first);
        await camera.ShootAsync("gallery", "/gallery");
        await visitor.OpenAsync("/gallery");
        await visitor.Page.Locator("button[data-picture]").First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await camera.ShootAsync("picture");
        await ModerateAsync(visitor.Page, camera, first);
        await TrainAsync(visitor, camera);
        await camera.ShootAsync("notices", "/notices");
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Bringing_a_lora_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var visitor = await site.SignUpAsync("nils");
        var camera = new Camera(visitor.Page, folder!);
        await camera.ShootAsync("train", "/train");
        await camera.ShootAsync("lora", "/train/lora");
        await visitor.Page.ChooseFilesAsync("#lora", Files.Named("downloaded.safetensors", "PK\u0003\u0004 and more"u8.ToArray()));
        await visitor.Page.Locator("main [role=alert]").WaitForAsync();
        await camera.ShootAsync("lora-refused");
        await visitor.BringLoraAsync(await BroughtFiles.ExportedAsync(), "nilsen");
        await camera.ShootAsync("lora-words");
        await visitor.ProjectAsync();
        await camera.ShootAsync("lora-niche");
        await visitor.Page.GetByText("Distil it").ClickAsync();
        await visitor.UntilTrainedAsync();
        await camera.ShootAsync("lora-publish");
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Account_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var visitor = await site.VisitAsync();
        var (page, camera) = (visitor.Page, new Camera(visitor.Page, folder!));
        foreach (var (name, address) in new[] { ("sign-up", "/account/sign-up"), ("sign-in", "/account/sign-in"), ("recover", "/account/recover") }) await camera.ShootAsync(name, address);
        await visitor.SignUpAsync("robina");
        foreach (var name in new[] { "manage", "two-steps", "passkeys", "devices", "data" }) await camera.ShootAsync($"account-{name}", $"/account/{name}");
        await page.GotoAsync("/account/two-steps");
        await page.GetByText("Set up two steps").ClickAsync();
        await page.Locator(".square").WaitForAsync();
        await camera.ShootAsync("account-two-steps-key");
    }

    [Fact]
    public async Task Moderation_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var visitor = await site.SignUpAsync("moritz");
        var (page, camera) = (visitor.Page, new Camera(visitor.Page, folder!));
        var (first, second) = await SeedsAsync(page);
        foreach (var seed in new[] { first, second })
        {
            await page.GotoAsync($"/report/concept/{seed.Id}");
            await page.Locator(".reasons input[type=radio]").Last.CheckAsync();
            await page.FillAsync("#text", "The second picture shows somebody else.");
            if (seed == first) await camera.ShootAsync("report-questions");
            await page.ClickAsync("main form button[type=submit]");
            await page.GetByText("Thank you").WaitForAsync();
        }

        await page.GotoAsync(site.Process.AdministratorLink);
        await page.ClickAsync("main button[type=submit]");
        await page.UntilAddressAsync("/admin");
        await camera.ShootAsync("moderation", "/moderation");
        await page.Locator("main summary").First.ClickAsync();
        await camera.ShootAsync("moderation-item");
        await page.Locator("select[name=code]").First.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await page.Locator("textarea[name=reason]").First.FillAsync("Please say what is shown.");
        await page.Locator("button[value=hide]").First.ClickAsync();
        await page.Locator(".said.good").WaitForAsync();
        await camera.ShootAsync("moderation-audit", "/moderation?show=audit");
        await camera.ShootAsync("moderation-dashboard", "/moderation/dashboard");
        await camera.ShootAsync("moderation-member", "/moderation/members/concepthub");
        await camera.ShootAsync("moderation-block", $"/moderation/blocks?concept={second.Id}");
        await page.Locator("input[name=what]").Last.CheckAsync();
        await page.Locator("form.hub-panel textarea[name=reason]").First.FillAsync("This person did not agree.");
        await page.Locator("form.hub-panel button.danger").First.ClickAsync();
        await page.Locator(".said.good").WaitForAsync();
        await camera.ShootAsync("moderation-blocks", "/moderation/blocks");
        await camera.ShootAsync("limits", "/admin/limits");
        await camera.ShootAsync("account", "/account/manage");
        await camera.ShootAsync("account-devices", "/account/devices");
        await camera.ShootAsync("account-decisions", "/account/decisions");
    }

    [Fact]
    public async Task Comparing_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var visitor = await site.SignUpAsync("gwen");
        var page = visitor.Page;
        var camera = new Camera(page, folder!);
        await visitor.OpenAsync("/compose?steps=12&seed=7&lock=1");
        foreach (var name in new[] { "Mira", "Mars base" }) await visitor.AddFromDialogAsync(name);
        await page.Locator("[data-grid]").ClickAsync();
        await page.SelectOptionAsync("#grid-across", new SelectOptionValue { Label = "Strength of Mira" });
        await page.SelectOptionAsync("#grid-down", new SelectOptionValue { Label = "Strength of Mars base" });
        await page.FillAsync("#grid-down-values", "0, 0.5, 1");
        await page.PressAsync("#grid-down-values", "Tab");
        await page.Locator("[data-draw-grid]").ClickAsync();
        await page.WaitForFunctionAsync("() => /Step (8\\d|9\\d) of/.test(document.querySelector('.job-bar')?.textContent ?? '')", null, new PageWaitForFunctionOptions { Timeout = 240_000 });
        await camera.ShootAsync("grid-live", page.Locator("#stage"));
        await visitor.UntilPictureAsync();
        await camera.ShootAsync("grid");
        await page.Locator("[data-leave-one-out]").ClickAsync();
        await page.Locator("[data-picture=final]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await visitor.UntilPictureAsync();
        await camera.ShootAsync("leave-one-out", page.Locator("#stage"));
        await page.Locator("[data-made]").Nth(2).ClickAsync();
        await page.Locator("[data-compare]").ClickAsync();
        await page.Locator("[data-split]").WaitForAsync();
        await camera.ShootAsync("comparison");
        await visitor.OpenAsync("/compose?steps=12&seed=7&lock=1");
        foreach (var name in new[] { "Mira", "Heart mug", "Boto the robot" }) await visitor.AddFromDialogAsync(name);
        await page.FillAsync("#prompt", "<mira> person, <hami> mug and <boto> object on the beach");
        await page.PressAsync("#prompt", "Tab");
        await page.Locator("[data-grid]").ClickAsync();
        await page.Locator("[data-leave-one-out]").ClickAsync();
        await visitor.UntilPictureAsync();
        await camera.ShootAsync("leave-one-out-together", page.Locator("#stage"));
        await visitor.OpenAsync("/gallery");
        await page.Locator("button[data-picture]").First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await camera.ShootAsync("gallery-grid");
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Marketplace_is_photographed_large_and_small_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(folder is { Length: > 0 }, $"Set {Variable} to a folder to have the screenshots taken.");
        var (maker, user) = (await site.SignUpAsync("mona"), await site.SignUpAsync("otto"));
        var camera = new Camera(maker.Page, folder!);
        var concept = await PublishReadyAsync(maker, camera);
        await camera.ShootAsync("concept-own", concept);
        await maker.Page.GetByText("What is in the file").ClickAsync();
        await maker.Page.Locator("#find").WaitForAsync();
        await camera.ShootAsync("concept-file");

        var kiro = (await SeedsAsync(user.Page)).Somebody;
        var guest = new Camera(user.Page, folder!);
        await CommentAsync(user.Page, concept, "Which strength do you take beside styles, @mona? I use `0.8`.");
        await CommentAsync(maker.Page, concept, "A little less, *0.7*.");
        await user.Page.GotoAsync(concept);
        await guest.ShootAsync("comments", user.Page.Locator("#comments"));
        await user.Page.GotoAsync(kiro.Path);
        await guest.ShootAsync("concept-kept", user.Page.Locator("#kept"));
        await guest.ShootAsync("concept-similar", user.Page.Locator("#similar"));
        await CollectAsync(user.Page, guest, kiro.Path, concept);
        await user.Page.GotoAsync("/?kind=person&sort=name");
        await user.Page.Locator("[data-save-search] summary").ClickAsync();
        await user.Page.FillAsync("#search-name", "People by name");
        await guest.ShootAsync("search-save");
        await user.Page.Locator("[data-save-search]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await user.Page.Locator("nav[aria-label='Saved searches'] a").WaitForAsync();
        await guest.ShootAsync("searches", "/collections");
        await SettleAsync(user, guest);
        await maker.Page.GotoAsync(concept);
        await maker.Page.GetByText("Edit or remove").ClickAsync();
        await maker.Page.GetByText("Take it out of the catalog").ClickAsync();
        await camera.ShootAsync("concept-take-out", maker.Page.GetByText("Take it out of the catalog"));
        await maker.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take it out", Exact = true }).ClickAsync();
        await maker.Page.GetByText("Publish it again").WaitForAsync();
        await camera.ShootAsync("concept-unpublished");
        Assert.Empty(maker.Faults.Concat(user.Faults));
    }

    /// <returns>The address of the concept's page.</returns>
    private static async Task<string> PublishReadyAsync(Visitor maker, Camera camera)
    {
        await maker.OpenAsync("/train/lora");
        await maker.Page.ChooseFilesAsync("#lora", await TrainedFile.MakeAsync("monaria", number: 4050));
        await maker.Page.UntilAddressAsync(new Regex("/train/[0-9a-f-]{36}$"));
        await maker.ConnectedAsync();
        await maker.Page.ChooseFilesAsync("#showcase", Files.Good(3));
        await maker.Page.Locator(".sample.on").Nth(2).WaitForAsync();
        await camera.ShootAsync("ready-publish");
        return await maker.PublishAsync("Monaria");
    }

    private static async Task CommentAsync(IPage page, string concept, string text)
    {
        await page.GotoAsync(concept);
        await page.FillAsync("#comment-text", text);
        await page.Locator("#comment-form button").First.ClickAsync();
        await page.UntilAddressAsync(new Regex(@"\?comment=.*#comment-[0-9a-f]"));
    }

    private static async Task CollectAsync(IPage page, Camera camera, string first, string second)
    {
        var menu = page.Locator("[data-collect]");
        await page.GotoAsync(first);
        await menu.Locator("summary").ClickAsync();
        await menu.GetByLabel("Name of a new collection").FillAsync("Whom I draw");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(menu.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Whom I draw" })).ToHaveAttributeAsync("aria-pressed", "true");
        await camera.ShootAsync("collect");
        await page.GotoAsync(second);
        await menu.Locator("summary").ClickAsync();
        await menu.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Whom I draw" }).ClickAsync();
        await Assertions.Expect(menu.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Whom I draw" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GotoAsync("/collections");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Whom I draw" }).ClickAsync();
        await page.GetByText("Edit or delete").WaitForAsync();
        await camera.ShootAsync("collection");
        await page.GetByText("Edit or delete").ClickAsync();
        await page.Locator("[data-handle]").Last.WaitForAsync();
        await camera.ShootAsync("collection-edit");
    }

    private static async Task SettleAsync(Visitor user, Camera camera)
    {
        var page = user.Page;
        await user.OpenAsync("/compose?steps=8&seed=3&lock=1");
        foreach (var name in new[] { "Heart mug", "Unicorn cat" }) await user.AddFromDialogAsync(name);
        await camera.ShootAsync("compose-quiet-offer", page.Locator("[data-settle]"));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make them quiet on each other" }).ClickAsync();
        await page.Locator("[data-settle] [role=progressbar]").WaitForAsync();
        await camera.ShootAsync("compose-quiet-live", page.Locator("[data-settle]"));
        await page.GetByLabel("Quiet on each other", new PageGetByLabelOptions { Exact = true }).And(page.GetByRole(AriaRole.Checkbox)).WaitForAsync(new LocatorWaitForOptions { Timeout = 400_000 });
        await camera.ShootAsync("compose-quiet", page.Locator("[data-settle]"));
    }

    private static async Task GuestPagesAsync(Camera camera, Seed seed)
    {
        await camera.ShootAsync("catalog", "/");
        await camera.ShootAsync("catalog-search", $"/?kind=person&q={Uri.EscapeDataString(seed.Name)}");
        await camera.ShootAsync("catalog-filters", "/?tag=landscape&may=sell-pictures");
        await camera.ShootAsync("catalog-nothing", "/?kind=style&q=zeppelin");
        await camera.ShootAsync("concept", seed.Path);
        await camera.ShootAsync("creator", "/u/concepthub");
        await camera.ShootAsync("sign-up", "/account/sign-up");
        await camera.ShootAsync("sign-in", "/account/sign-in");
        await camera.ShootAsync("not-found", "/not-found");
        await camera.ShootAsync("fault", "/fault");
    }

    private static async Task ComposeTogetherAsync(Visitor visitor, Camera camera)
    {
        var page = visitor.Page;
        await visitor.OpenAsync("/compose?seed=7&lock=1");
        foreach (var name in new[] { "Mira", "Unicorn cat", "Boto" }) await visitor.AddFromDialogAsync(name);
        await page.FillAsync("#prompt", "a photo of <mira> person, <boto> object and <unka> cat on the beach");
        await page.Locator("[data-places-box]").ClickAsync();
        await page.Locator("[data-place].given").Nth(2).WaitForAsync();
        await visitor.GenerateAsync();
        await visitor.WatchPictureAsync();
        await camera.ShootAsync("compose-together");
        await camera.ShootAsync("compose-places", page.Locator(".where"));
    }

    private static async Task ComposeAsync(Visitor visitor, Camera camera, Seed first, Seed second)
    {
        var page = visitor.Page;
        await visitor.OpenAsync($"/compose?add={first.Id}&steps=12&seed=7&lock=1&count=4");
        await page.Locator(".recipe", new PageLocatorOptions { HasText = first.Name }).WaitForAsync();
        await page.GetByText("Add concept").ClickAsync();
        await page.Locator(".picker .card").First.WaitForAsync();
        await camera.ShootAsync("compose-add");
        await page.Locator(".picker .card", new PageLocatorOptions { HasText = second.Name }).First.ClickAsync();
        await page.Locator(".recipe", new PageLocatorOptions { HasText = second.Name }).WaitForAsync();
        await page.Locator("[data-insert].held").Nth(1).WaitForAsync();
        await visitor.GenerateAsync();
        await visitor.WatchPictureAsync();
        await camera.ShootAsync("compose");
        await page.Locator("[data-save-recipe]").ClickAsync();
        await page.Locator(".save .covers button").First.WaitForAsync();
        await camera.ShootAsync("recipe-save");
        await page.Locator(".save button[type=submit]").ClickAsync();
        var recipe = (await page.Locator(".from a").GetAttributeAsync("href"))!;
        await page.ChooseFilesAsync("#start-file", Files.Good(1));
        await page.Locator(".start .chosen img").WaitForAsync();
        await camera.ShootAsync("compose-stage", page.Locator("#stage"));
        await camera.ShootAsync("compose-settings", page.Locator(".settings"));
        await camera.ShootAsync("recipe", recipe);
        await camera.ShootAsync("recipe-edit", $"{recipe}/edit");
        await camera.ShootAsync("recipes", "/recipes");
    }

    private static async Task ReviewAsync(IPage page, Camera camera, Seed seed)
    {
        await page.GotoAsync(seed.Path);
        await page.GetByText("Write a review").ClickAsync();
        await page.GetByLabel("4 stars").CheckAsync();
        await page.FillAsync("#review-text", "Keeps crown and moustache in every place that I tried, **beside others too**. Strength 1 is right.");
        await camera.ShootAsync("review-write", page.Locator("#reviews"));
        await page.GetByText("Save review").ClickAsync();
        await page.Locator("#reviews li").WaitForAsync();
        await camera.ShootAsync("reviews", page.Locator("#reviews"));
    }

    private async Task ModerateAsync(IPage page, Camera camera, Seed seed)
    {
        await camera.ShootAsync("report", $"/report/concept/{seed.Id}");
        await page.Locator(".reasons input[type=radio]").Last.CheckAsync();
        await page.FillAsync("#text", "The second picture shows somebody else.");
        await page.ClickAsync("main form button[type=submit]");
        await page.GetByText("Thank you").WaitForAsync();
        await camera.ShootAsync("administrator", site.Process.AdministratorLink);
        await page.ClickAsync("main button[type=submit]");
        await page.UntilAddressAsync(new Regex("/admin$"));
        await camera.ShootAsync("admin");
        await camera.ShootAsync("figures", "/admin/figures");
        await camera.ShootAsync("moderation", "/moderation");
    }

    private static async Task TrainAsync(Visitor visitor, Camera camera)
    {
        var page = visitor.Page;
        await visitor.OpenAsync("/train");
        await page.GetByText("Start a new concept").ClickAsync();
        await page.UntilAddressAsync(new Regex("/train/.+"));
        await page.Locator("[data-example]").First.WaitForAsync();
        await camera.ShootAsync("train-examples");
        await page.Locator("[data-example]").First.ClickAsync();
        await page.Locator("main figure img").First.WaitForAsync();
        await camera.ShootAsync("train-pictures");
        await page.GetByText("Next: words").ClickAsync();
        await page.FillAsync("#trigger", "lumira");
        await page.GetByText("is free").WaitForAsync();
        await camera.ShootAsync("train-words");
        await page.GetByText("Training settings").ClickAsync();
        await page.FillAsync("#steps", "60");
        await page.GetByText("Start training").ClickAsync();
        await visitor.UntilStepAsync(20);
        await camera.ShootAsync("train-live");
        var training = page.Url;
        await camera.ShootAsync("jobs", "/jobs");
        await visitor.OpenAsync(training);
        await visitor.UntilTrainedAsync();
        await camera.ShootAsync("train-publish");
        var concept = new Uri(await visitor.PublishAsync("Lumira")).AbsolutePath.Split('/')[2];
        await camera.ShootAsync("concept-edit", $"/concepts/{concept}/edit");
    }

    // Two seeds with pictures, somebody and something if there are such.
    /// <summary>Somebody, and where they are to stand.</summary>
    private static async Task<(Seed Somebody, Seed Somewhere)> SeedsAsync(IPage page)
    {
        await page.GotoAsync("/u/concepthub");
        var told = await page.Locator(".tile").EvaluateAllAsync<string[][]>("tiles => tiles.map(tile => tile.querySelector('a.through')).map(link => [link.textContent.trim(), link.pathname])");
        var seeds = told.Select(it => new Seed(it[0], it[1])).ToList();
        return (seeds.Single(seed => seed.Name == "Kiro"), seeds.Single(seed => seed.Name == "Lava cave"));
    }

    private sealed record Seed(string Name, string Path)
    {
        public string Id => Path.Split('/')[2];
    }
}
