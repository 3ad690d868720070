using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// Looks at pages as axe-core does, by day and by night, on a desk and on a phone, and whether they need to be scrolled
/// sideways in a narrow window. Gathers what is wrong instead of stopping at it.
/// </summary>
internal sealed class AxeInspection(IPage page)
{
    // A window of 1280 pixels at 200 % and at 400 % (WCAG 1.4.10), and one of 400 pixels.
    private static readonly int[] Widths = [640, 400, 320];

    private static readonly string[] Serious = ["serious", "critical"];

    private static readonly AxeRunOptions Everything = new() { ResultTypes = [ResultType.Violations] };

    // What can differ when only colours change.
    private static readonly AxeRunOptions Colours = new() { ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    private readonly List<string> _wrong = [];

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Opens a page, waits until it is connected if it is live, and inspects it.</summary>
    public async Task OpenAsync(string path)
    {
        await page.GotoAsync(path);
        if (await page.Locator("[data-live]").CountAsync() > 0)
            await page.WaitForSelectorAsync("[data-live=true]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await LookAsync(path);
    }

    /// <summary>Inspects what is open; afterwards it is large and light again.</summary>
    public async Task LookAsync(string name)
    {
        await SeeAsync(name, ColorScheme.Dark, 1280, Colours);
        await SeeAsync(name, ColorScheme.Dark, 390, Colours);
        await SeeAsync(name, ColorScheme.Light, 390, Everything);
        foreach (var width in Widths) await ReflowAsync(name, width);
        await SeeAsync(name, ColorScheme.Light, 1280, Everything);
    }

    private async Task SeeAsync(string name, ColorScheme scheme, int width, AxeRunOptions rules)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var found = await page.RunAxe(rules);
        _wrong.AddRange(from rule in found.Violations
                        where Serious.Contains(rule.Impact)
                        from node in rule.Nodes
                        select $"{name} ({scheme}, {width}): {rule.Id} at {node.Target}: {node.Any.Concat(node.All).FirstOrDefault()?.Message ?? rule.Help}");
    }

    private async Task ReflowAsync(string name, int width)
    {
        await page.SetViewportSizeAsync(width, 900);
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (wide > width) _wrong.Add($"{name}: {wide} pixels wide in a window of {width}: {await WidestAsync(width)}");
    }

    private Task<string> WidestAsync(int width) => page.EvaluateAsync<string>(
        "width => [...document.querySelectorAll('body *')].filter(it => it.getBoundingClientRect().right > width + 1).slice(-3).map(it => it.tagName + '.' + it.className).join(', ')", width);
}
