using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A concept through its life: planned, published, trained anew, taken out of the catalog.</summary>
[Collection(nameof(LongJobs))]
public sealed class VersionTests(OpenSite site)
{
    [Fact]
    public async Task Concept_is_planned_gets_a_second_version_and_is_taken_out_again()
    {
        var (maker, user) = (await site.SignUpAsync("vilma"), await site.SignUpAsync("wenzel"));
        var page = maker.Page;
        var inspection = new AxeInspection(page);
        await TrainFirstAsync(maker, "vinca");
        await inspection.LookAsync("wizard, publishing");
        var concept = await PlanAsync(maker, "Vinca");
        Assert.Equal(404, (await user.Page.GotoAsync(concept))!.Status);
        await page.GetByText("Publish now").ClickAsync();
        await page.GetByText("Until then nobody else").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });

        var id = new Uri(concept).Segments[^2].TrimEnd('/');
        await user.OpenAsync($"/compose?add={id}&prompt=a+garden");
        await SaveAsync(user.Page, "With vinca");
        await TrainSecondAsync(maker);
        await inspection.LookAsync("wizard, publishing a version");
        await page.FillAsync("#note", "Ten steps more.");
        await maker.SayInventedAsync();
        await page.GetByText("Publish version 2").ClickAsync();
        await page.UntilAddressAsync(concept);
        await page.GetByText("Ten steps more.").WaitForAsync();
        await page.GetByText("Steps: 16 → 20").WaitForAsync();

        await user.ReloadAsync();
        await user.Page.GetByText("Version 2 is out.").WaitForAsync();
        await user.Page.GetByText("Use it", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await user.Page.GetByText("Version 2 is out.").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await page.GetByText("Edit or remove").ClickAsync();
        await page.GetByText("Take it out of the catalog").ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Take it out", Exact = true }).ClickAsync();
        await page.GetByText("Publish it again").WaitForAsync();
        await user.ReloadAsync();
        await user.Page.GetByText("was taken out of the catalog by its creator").First.WaitForAsync();
        await user.Page.Locator("a.bell").ClickAsync();
        await user.Page.GetByText("“Vinca” has a new version").WaitForAsync();
        inspection.AssertNothingWrong();
        Assert.Empty(maker.Faults.Concat(user.Faults));
    }

    private static async Task TrainFirstAsync(Visitor maker, string trigger)
    {
        await maker.StartDraftAsync();
        await maker.Page.Locator("[data-example]").First.ClickAsync();
        await maker.Page.GetByText("Next: words").ClickAsync();
        await maker.Page.FillAsync("#trigger", trigger);
        await maker.Page.GetByText("is free").WaitForAsync();
        await maker.Page.GetByText("Training settings").ClickAsync();
        await TrainAsync(maker, 16, "#about");
    }

    // Words and pictures are those of the concept; only how it is trained is asked for.
    private static async Task TrainSecondAsync(Visitor maker)
    {
        await maker.Page.GetByText("New version").ClickAsync();
        await maker.Page.UntilAddressAsync(new Regex("/train/.+"));
        await maker.ConnectedAsync();
        await maker.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "New version of Vinca" }).WaitForAsync();
        Assert.True(await maker.Page.Locator("figure textarea").CountAsync() >= 3);
        await maker.ReloadAsync();
        await maker.Page.GetByText("Next: words").ClickAsync();
        await maker.Page.Locator("dl code", new PageLocatorOptions { HasText = "<vinca>" }).WaitForAsync();
        await TrainAsync(maker, 20, "#note");
    }

    private static async Task TrainAsync(Visitor maker, int steps, string until)
    {
        await maker.Page.FillAsync("#steps", $"{steps}");
        await maker.Page.GetByText("Start training").ClickAsync();
        await maker.Page.WaitForSelectorAsync(until, new PageWaitForSelectorOptions { Timeout = 240_000 });
    }

    /// <returns>The address of the concept's page.</returns>
    private static async Task<string> PlanAsync(Visitor maker, string name)
    {
        await maker.Page.FillAsync("#name", name);
        await maker.SayInventedAsync();
        await maker.Page.GetByText("Publish later").ClickAsync();
        await maker.Page.FillAsync("#publish-at", $"{DateTime.Now.AddDays(2):yyyy-MM-dd}T09:30");
        await maker.Page.GetByText("Plan publishing").ClickAsync();
        await maker.Page.UntilAddressAsync(new Regex("/concepts/"));
        await Assertions.Expect(maker.Page.Locator(".hub-note time")).ToContainTextAsync("30");
        return maker.Page.Url;
    }

    private static async Task SaveAsync(IPage page, string title)
    {
        await page.Locator("[data-save-recipe]").ClickAsync();
        await page.FillAsync("#recipe-title", title);
        await page.Locator(".save button[type=submit]").ClickAsync();
        await page.GetByText($"Saved as {title}").WaitForAsync();
    }
}
