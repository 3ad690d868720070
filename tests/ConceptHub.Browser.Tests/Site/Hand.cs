using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A visitor's hand, which counts what it does: presses and choices, and fields that it fills.</summary>
internal sealed class Hand(IPage page)
{
    public int Clicks { get; private set; }

    public int Fields { get; private set; }

    /// <summary>Presses the button or link of this name.</summary>
    public Task ClickAsync(string name) => ClickAsync(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name }).Or(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name })).First);

    public async Task ClickAsync(ILocator what)
    {
        Clicks++;
        await what.ClickAsync();
    }

    public async Task TypeAsync(string field, string text)
    {
        Fields++;
        await page.FillAsync(field, text);
    }

    public async Task PressAsync(string key)
    {
        Clicks++;
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>What was done since the last time, and begins anew.</summary>
    public (int Clicks, int Fields) Take()
    {
        var taken = (Clicks, Fields);
        (Clicks, Fields) = (0, 0);
        return taken;
    }
}
