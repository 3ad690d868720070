using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>The site below a path of a reverse proxy, by its own links only.</summary>
[Collection(nameof(LongJobs))]
public sealed class SubPathTests(OpenSite open)
{
    private const string Path = "/hub";

    [Fact]
    public async Task From_sign_up_to_a_live_picture_nothing_leaves_the_path()
    {
        await using var site = await SiteProcess.StartAsync(disk: null, "--PathBase=" + Path, "--Hub:Proxies=127.0.0.1");
        await using var proxy = await FrontProxy.StartAsync(Path, new Uri(site.Address).GetLeftPart(UriPartial.Authority));
        var visitor = await open.VisitAsync(site);
        var page = visitor.Page;
        var wrong = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && !request.Url.StartsWith(proxy.Address + Path + "/", StringComparison.Ordinal)) wrong.Add(request.Url);
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) wrong.Add($"{response.Status} {response.Url}");
        };

        await page.GotoAsync(proxy.Address + Path + "/");
        await page.Locator("header").GetByText("Sign up").ClickAsync();
        await page.FillAsync("#name", "suse");
        await page.FillAsync("#password", Visitor.Password);
        await page.ClickAsync("main button[type=submit]");
        await page.Locator("details.menu").WaitForAsync();
        wrong.AddRange(await StrayLinksAsync(page, proxy));
        await page.Locator("a.through").First.ClickAsync();
        await page.GetByText("Add to recipe").WaitForAsync();
        wrong.AddRange(await StrayLinksAsync(page, proxy));
        await page.GetByText("Add to recipe").ClickAsync();
        await page.WaitForSelectorAsync("[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.Locator("[data-insert].held").WaitForAsync();
        await page.Locator("input[aria-label=Steps]").FillAsync("20");
        await visitor.GenerateAsync();
        var previews = await visitor.WatchPictureAsync();
        await page.UntilAddressAsync(url => url.Contains(Path + "/compose?", StringComparison.Ordinal) && url.Contains("job=", StringComparison.Ordinal));
        wrong.AddRange(await StrayLinksAsync(page, proxy));
        await page.Locator("#stage").GetByText("In my pictures").ClickAsync();
        await page.Locator("button[data-picture] img").First.WaitForAsync();
        await page.Locator("details.menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await page.Locator("header").GetByText("Sign in").WaitForAsync();
        await page.Locator("nav.places").GetByText("Jobs").ClickAsync();
        await page.UntilAddressAsync(url => url.Contains(Path + "/account/sign-in?to=", StringComparison.Ordinal));

        await page.Context.CloseAsync();
        Assert.True(previews > 0, "No preview was seen on the way.");
        Assert.Empty(wrong);
        Assert.Empty(visitor.Faults);
    }

    private static async Task<IEnumerable<string>> StrayLinksAsync(IPage page, FrontProxy proxy) =>
        (await page.Locator("a[href], form[action], img[src], link[href], script[src]").EvaluateAllAsync<string[]>("all => all.map(it => it.action ?? it.href ?? it.src)"))
        .Where(address => !address.StartsWith(proxy.Address + Path + "/", StringComparison.Ordinal) && !address.StartsWith("data:", StringComparison.Ordinal));
}
