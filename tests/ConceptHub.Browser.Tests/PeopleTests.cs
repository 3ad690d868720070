using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A concept of a person: who is shown, what they wear, and who works on it.</summary>
[Collection(nameof(LongJobs))]
public sealed partial class PeopleTests(OpenSite site)
{
    [Fact]
    public async Task Person_is_published_with_consent_and_a_look_and_two_work_on_it()
    {
        var (agnes, bruno) = (await site.SignUpAsync("agnes"), await site.SignUpAsync("bruno"));
        var (page, inspection, guest) = (agnes.Page, new AxeInspection(agnes.Page), new AxeInspection(bruno.Page));
        await BringAsync(agnes);
        await page.FillAsync("#name", "Agna");
        await page.GetByText("Looks (outfits)").First.ClickAsync();
        await page.GetByLabel("Name of look 1").FillAsync("Winter coat");
        await page.GetByLabel("Words of look 1").FillAsync("in a long red winter coat");
        await page.ClickAsync("form button[type=submit]:has-text('Publish')");
        await page.GetByText("Please say who is shown").WaitForAsync();
        await inspection.LookAsync("publishing a person");
        await page.GetByText("Somebody else, who agreed").ClickAsync();
        await page.GetByLabel("How they agreed").FillAsync("By letter.");
        await page.ClickAsync("form button[type=submit]:has-text('Publish')");
        await page.UntilAddressAsync(new Regex("/concepts/"));
        await page.GetByText("Note for moderators: By letter.").WaitForAsync();

        await inspection.LookAsync("a person with a look");
        await NameAsync(page, "bruno");
        await inspection.LookAsync("edit page with a collaborator");
        await bruno.Page.GotoAsync("/notices");
        await bruno.Page.GetByText("agnes asks you to work on “Agna”").ClickAsync();
        var accept = bruno.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Accept" });
        await accept.WaitForAsync();
        await guest.LookAsync("asked to work on a concept");
        await accept.ClickAsync();
        await bruno.Page.Locator(".by").GetByText("bruno").WaitForAsync();
        await bruno.Page.GetByText("Depicts: somebody who agreed").WaitForAsync();
        Assert.Equal(0, await bruno.Page.GetByText("By letter.").CountAsync());

        await bruno.Page.GetByText("Compose with it").ClickAsync();
        await bruno.ConnectedAsync();
        await Assertions.Expect(bruno.Page.Locator("#prompt")).ToHaveValueAsync(new Regex("<agna> person in a long red winter coat$"));
        await bruno.Page.FillAsync("#prompt", "portrait of");
        await bruno.Page.Locator(".hub-chip.look", new PageLocatorOptions { HasText = "Winter coat" }).ClickAsync();
        await Assertions.Expect(bruno.Page.Locator("#prompt")).ToHaveValueAsync("portrait of <agna> person in a long red winter coat");
        await bruno.Page.Locator(".hub-chip.look.held").WaitForAsync();
        await guest.LookAsync("composer with a look");
        inspection.AssertNothingWrong();
        guest.AssertNothingWrong();
        Assert.Empty(agnes.Faults.Concat(bruno.Faults));
    }

    private static async Task BringAsync(Visitor visitor)
    {
        await visitor.OpenAsync("/train/lora");
        await visitor.Page.WaitForSelectorAsync("#lora:not([disabled])", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await visitor.Page.SetInputFilesAsync("#lora", await TrainedFile.MakeAsync("agna", number: 3990, "person"));
        await visitor.Page.UntilAddressAsync(DraftAddress());
        await visitor.ConnectedAsync();
        await visitor.Page.Locator("#name").WaitForAsync();
    }

    private static async Task NameAsync(IPage page, string collaborator)
    {
        await page.GetByText("Edit or remove").ClickAsync();
        await page.GetByText("Collaborators", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.FillAsync("#collaborator", collaborator);
        await page.GetByText("Ask them").ClickAsync();
        await page.GetByText("has not answered yet").WaitForAsync();
    }

    [GeneratedRegex("/train/[0-9a-f-]{36}$")]
    private static partial Regex DraftAddress();
}
