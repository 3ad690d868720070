using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Reloads, lost connections and restarts in the middle of jobs: nothing is lost.</summary>
[Collection(nameof(LongJobs))]
public sealed class InterruptionTests(OpenSite site)
{
    // Long enough to be still drawn after a reload on a fast machine.
    private const string LongDrawing = "&steps=60&size=256x256";
    private const int LongTraining = 32;

    [Fact]
    public async Task Reload_finds_training_and_generation_going_on()
    {
        var visitor = await site.SignUpAsync("cleo");
        await visitor.StartTrainingAsync("reloda", LongTraining);
        var before = await visitor.UntilStepAsync(5);
        await visitor.ReloadAsync();
        await visitor.UntilStepAsync(before);
        await visitor.Page.WaitForSelectorAsync("polyline.loss");
        await visitor.UntilTrainedAsync();

        await visitor.OpenAsync("/compose?p=a+house+in+a+meadow" + LongDrawing);
        await DrawUntilStepAsync(visitor, 3);
        await visitor.ReloadAsync();
        await visitor.UntilPictureAsync();

        Assert.Contains("a house in a meadow", await visitor.Page.InputValueAsync("#prompt"), StringComparison.Ordinal);
        Assert.Empty(visitor.Faults);
    }

    [Fact]
    public async Task Cancelled_generation_keeps_the_prompt_and_can_be_tried_again()
    {
        var visitor = await site.SignUpAsync("dora");
        await visitor.OpenAsync("/compose?p=a+red+car" + LongDrawing);
        await DrawUntilStepAsync(visitor, 2);
        await visitor.Page.ClickAsync("[data-cancel]");
        await visitor.Page.WaitForSelectorAsync("[data-state=Cancelled]");
        Assert.Equal("a red car", await visitor.Page.InputValueAsync("#prompt"));

        await visitor.OpenAsync("/jobs");
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Try again" }).ClickAsync();
        await visitor.UntilStepAsync(1);
        await visitor.Page.ClickAsync("[data-cancel]");

        await visitor.Page.Locator(".state.cancelled").Nth(1).WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator("[data-cancel]").CountAsync());
    }

    [Fact]
    public async Task Lost_connection_is_told_and_found_again_in_the_middle_of_a_generation()
    {
        var visitor = await site.SignUpAsync("gero");
        var line = new TaskCompletionSource<IWebSocketRoute>();
        await visitor.Page.RouteWebSocketAsync("**/_blazor**", socket =>
        {
            socket.ConnectToServer();
            line.TrySetResult(socket);
        });
        await visitor.OpenAsync("/compose?p=a+tree" + LongDrawing);
        await DrawUntilStepAsync(visitor, 2);
        await visitor.Page.EvaluateAsync(
            """
            () => {
                const dialog = document.getElementById('components-reconnect-modal');
                window.told = false;
                dialog.addEventListener('components-reconnect-state-changed', () => window.told ||= dialog.open);
            }
            """);

        await (await line.Task).CloseAsync();
        await visitor.Page.WaitForFunctionAsync("() => window.told");

        await visitor.UntilPictureAsync();
        Assert.Equal("a tree", await visitor.Page.InputValueAsync("#prompt"));
    }

    [Fact]
    public async Task Training_and_generation_and_their_pages_go_on_after_the_server_was_killed()
    {
        var (emil, fritz) = (await site.SignUpAsync("emil"), await site.SignUpAsync("fritz"));
        await emil.StartTrainingAsync("restarta", LongTraining);
        await emil.UntilStepAsync(4);
        await fritz.OpenAsync("/compose?p=a+dog+in+the+snow" + LongDrawing);
        await DrawUntilStepAsync(fritz, 2);
        await site.Process.RestartAsync();

        await fritz.UntilPictureAsync(); // the pages find the server again by themselves
        await emil.UntilTrainedAsync();
        Assert.StartsWith("Restarta", await emil.Page.InputValueAsync("#name"), StringComparison.Ordinal);
        await fritz.OpenAsync("/gallery");
        await fritz.Page.Locator("[data-picture]").First.WaitForAsync();
        Assert.Equal(1, await fritz.Page.Locator("[data-picture]").CountAsync()); // drawn twice, kept once
    }

    private static async Task DrawUntilStepAsync(Visitor visitor, int step)
    {
        await visitor.GenerateAsync();
        await visitor.UntilStepAsync(step);
        await visitor.Page.UntilAddressAsync(url => url.Contains("job=", StringComparison.Ordinal));
    }
}
