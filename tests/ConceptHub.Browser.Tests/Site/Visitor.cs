using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A member at the browser: what they do, in their words.</summary>
internal sealed class Visitor
{
    public const string Password = "a few words in a row";

    private const float TrainingPatience = 240_000;

    // Playwright's own listener, where what is pressed leaves the page between press and release. No script of the site says "root".
    private const string NotOfThePage = "root.elementsFromPoint is not a function";

    private readonly List<string> _faults = [];

    public Visitor(IPage page)
    {
        Page = page;
        page.PageError += (_, fault) =>
        {
            if (!fault.Contains(NotOfThePage, StringComparison.Ordinal)) _faults.Add(fault);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of the page's own scripts.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public async Task SignUpAsync(string name)
    {
        await Page.GotoAsync("/account/sign-up");
        await Page.FillAsync("#name", name);
        await Page.FillAsync("#password", Password);
        await Page.ClickAsync("main button[type=submit]");
        var refused = Page.Locator("main [role=alert]");
        await Page.Locator("header .face").Or(refused).First.WaitForAsync();
        Assert.False(await refused.IsVisibleAsync(), $"Nobody could sign up as {name}: {string.Join(' ', await refused.AllInnerTextsAsync())}");
    }

    /// <summary>Signs out and in again: then new roles are there.</summary>
    public async Task SignInAnewAsync(string name)
    {
        await Page.Locator("details.menu summary").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await Page.Locator("header").GetByText("Sign in").ClickAsync();
        await Page.FillAsync("#name", name);
        await Page.FillAsync("#password", Password);
        await Page.ClickAsync("main button[type=submit]");
        await Page.Locator("details.menu").WaitForAsync();
    }

    /// <summary>Opens an interactive page and waits until it is connected.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await ConnectedAsync();
    }

    /// <summary>Opens any page; one that is interactive counts as open once it is connected.</summary>
    /// <returns>The status that it was answered with.</returns>
    public static async Task<int> OpenAnyAsync(IPage page, string path)
    {
        var answer = await page.GotoAsync(path);
        await page.WaitForSelectorAsync("body:not(:has(.live:not([data-live=true])))");
        return answer?.Status ?? 0;
    }

    /// <summary>Reports something for the last of the reasons.</summary>
    /// <param name="item">Kind and id, as the address of the form has them.</param>
    public static async Task ReportAsync(IPage page, string item, string text)
    {
        await page.GotoAsync($"/report/{item}");
        await page.Locator(".reasons input[type=radio]").Last.CheckAsync();
        await page.FillAsync("#text", text);
        await page.ClickAsync("main form button[type=submit]");
        await page.GetByText("Thank you").WaitForAsync();
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await ConnectedAsync();
    }

    /// <summary>Begins a training as far as its empty draft.</summary>
    public async Task StartDraftAsync()
    {
        await OpenAsync("/train");
        await Page.GetByText("Start a new concept").ClickAsync();
        await Page.UntilAddressAsync(new Regex("/train/.+"));
        await ConnectedAsync();
        await Page.Locator("#pictures").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    /// <summary>From the first page of the wizard until the first steps are done.</summary>
    /// <param name="steps">How long it takes; null for what the page proposes.</param>
    public async Task StartTrainingAsync(string trigger, int? steps = null)
    {
        await StartDraftAsync();
        await Page.Locator("[data-example]").First.ClickAsync();
        await Page.GetByText("Next: words").ClickAsync();
        await Page.FillAsync("#trigger", trigger);
        await Page.GetByText("is free").WaitForAsync();
        if (steps is { } many)
        {
            await Page.GetByText("Training settings").ClickAsync();
            await Page.FillAsync("#steps", $"{many}");
        }

        await Page.GetByText("Start training").ClickAsync();
        await UntilStepAsync(1);
    }

    /// <summary>Brings a LoRA with its embedding, and gives it a trigger word of its own.</summary>
    public async Task BringLoraAsync(BroughtFiles lora, string trigger)
    {
        await Page.ChooseFilesAsync("#lora", lora.Lora);
        await Page.UntilAddressAsync(new Regex("/train/[0-9a-f-]{36}$"));
        await ConnectedAsync();
        await Page.ChooseFilesAsync("#embedding", lora.Embedding);
        await Page.GetByText("Its embedding is here").WaitForAsync();
        await Page.FillAsync("#trigger", trigger);
        await Page.GetByText("is free").WaitForAsync();
    }

    /// <summary>Has the LoRA projected, and waits for what it keeps.</summary>
    public async Task ProjectAsync()
    {
        await Page.GetByText("Make it quiet").ClickAsync();
        await Page.WaitForSelectorAsync("[data-way='Made quiet']", new PageWaitForSelectorOptions { Timeout = TrainingPatience });
    }

    /// <summary>Waits until the page tells of at least so many steps.</summary>
    /// <returns>The step it tells.</returns>
    public async Task<int> UntilStepAsync(int least)
    {
        await Page.WaitForFunctionAsync(
            "least => { const told = /Step (\\d+) of/.exec(document.querySelector('.job-bar')?.textContent ?? ''); return told && +told[1] >= least; }",
            least, new PageWaitForFunctionOptions { Timeout = TrainingPatience });
        var told = Regex.Match(await Page.Locator(".job-bar").InnerTextAsync(), @"Step (\d+) of");
        return told.Success ? int.Parse(told.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : least;
    }

    /// <summary>Presses the button of the composer.</summary>
    public Task GenerateAsync() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Generate" }).ClickAsync();

    /// <summary>Waits for the finished picture, however slow the machine is.</summary>
    public Task UntilPictureAsync() => Page.WaitForSelectorAsync("[data-picture=final]", new PageWaitForSelectorOptions { Timeout = TrainingPatience });

    public Task UntilTrainedAsync() => Page.WaitForSelectorAsync("#about", new PageWaitForSelectorOptions { Timeout = TrainingPatience });

    /// <summary>Says of a concept of a person that nobody real is shown; other kinds are not asked.</summary>
    public async Task SayInventedAsync()
    {
        var invented = Page.GetByText("An invented person");
        if (await invented.CountAsync() > 0) await invented.ClickAsync();
    }

    /// <returns>The address of the concept's page.</returns>
    public async Task<string> PublishAsync(string name)
    {
        await Page.FillAsync("#name", name);
        await Page.FillAsync("#about", "Trained in a *browser test*.");
        await Page.FillAsync("#tags", "Tried out, test");
        foreach (var (label, strength) in new[] { ("Recommended", "0.9"), ("At least", "0.2"), ("At most", "1.5") }) await Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(strength);
        await SayInventedAsync();
        await Page.ClickAsync("form button[type=submit]:has-text('Publish')");
        await Page.UntilAddressAsync(new Regex("/concepts/"));
        return Page.Url;
    }

    public async Task AddFromDialogAsync(string name)
    {
        await Page.GetByText("Add concept").ClickAsync();
        await Page.FillAsync(".picker input", name);
        await Page.Locator(".picker .card:first-child", new PageLocatorOptions { HasText = name }).ClickAsync(); // where it goes to, lest it leaves under the pointer
        await Page.Locator(".recipe", new PageLocatorOptions { HasText = name }).WaitForAsync();
    }

    /// <summary>Watches the stage until the final picture.</summary>
    /// <returns>How many different previews were shown on the way.</returns>
    public async Task<int> WatchPictureAsync()
    {
        await Page.EvaluateAsync(
            """
            () => {
                window.seen = new Set();
                const look = () => document.querySelectorAll('[data-picture=preview]').forEach(img => window.seen.add(img.src));
                new MutationObserver(look).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, attributeFilter: ['src'] });
                look();
            }
            """);
        await UntilPictureAsync();
        return await Page.EvaluateAsync<int>("() => window.seen.size");
    }

    /// <summary>Waits until the page that is open is connected.</summary>
    public Task ConnectedAsync() => Page.WaitForSelectorAsync("[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
}
