using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A visitor's hand, which counts what it does: presses and choices, and fields that it fills.</summary>
internal sealed class Hand(IPage page)
{
    private int Clicks { get; set; }

    private int Fields { get; set; }

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

    /// <summary>Writes where the focus is.</summary>
    public async Task WriteAsync(string text)
    {
        Fields++;
        await page.Keyboard.TypeAsync(text);
    }

    public async Task ChooseAsync(string list, string label)
    {
        Clicks++;
        await page.SelectOptionAsync(list, new SelectOptionValue { Label = label });
    }

    /// <summary>Holds what was done since the last time against the table, and begins anew.</summary>
    public void Took(int task, string what, int clicks, int fields)
    {
        Assert.Equal($"{task}, {what}: {clicks} and {fields}", $"{task}, {what}: {Clicks} and {Fields}"); // fewer is a reason to write the table anew
        (Clicks, Fields) = (0, 0);
    }
}
