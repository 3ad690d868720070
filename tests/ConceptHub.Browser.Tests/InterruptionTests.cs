using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Reloads and restarts in the middle of jobs: nothing is lost.</summary>
public sealed class InterruptionTests(OpenSite site)
{
    [Fact]
    public async Task Reload_finds_training_and_generation_going_on()
    {
        var visitor = await site.SignUpAsync("cleo");
        await visitor.StartTrainingAsync("reloda");
        var before = await visitor.UntilStepAsync(5);
        await visitor.ReloadAsync();
        await visitor.UntilStepAsync(before);
        await visitor.Page.WaitForSelectorAsync("polyline.loss");
        await visitor.UntilTrainedAsync();

        await visitor.OpenAsync("/compose?p=a+house+in+a+meadow&steps=100");
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await visitor.UntilStepAsync(3);
        await visitor.Page.WaitForURLAsync(url => url.Contains("job=", StringComparison.Ordinal));
        await visitor.ReloadAsync();
        await visitor.Page.WaitForSelectorAsync("[data-picture=final]");

        Assert.Contains("a house in a meadow", await visitor.Page.InputValueAsync("#prompt"), StringComparison.Ordinal);
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Cancel_ends_a_generation_and_keeps_the_prompt()
    {
        var visitor = await site.SignUpAsync("dora");
        await visitor.OpenAsync("/compose?p=a+red+car&steps=100");
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();
        await visitor.UntilStepAsync(2);
        await visitor.Page.ClickAsync("[data-cancel]");

        await visitor.Page.WaitForSelectorAsync("[data-state=Cancelled]");
        Assert.Equal("a red car", await visitor.Page.InputValueAsync("#prompt"));
    }

    [Fact]
    public async Task Training_and_its_page_go_on_after_the_server_was_killed()
    {
        var visitor = await site.SignUpAsync("emil");
        await visitor.StartTrainingAsync("restarta");
        await visitor.UntilStepAsync(4);
        await site.Process.RestartAsync();

        await visitor.UntilTrainedAsync(); // the page finds the server again by itself
        Assert.StartsWith("Restarta", await visitor.Page.InputValueAsync("#name"), StringComparison.Ordinal);
    }
}
