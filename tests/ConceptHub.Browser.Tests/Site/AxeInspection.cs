using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>
/// Looks at pages as axe-core does, by day on a desk and by night on a phone, and whether they need to be scrolled
/// sideways in a narrow window. Gathers what is wrong instead of stopping at it.
/// </summary>
internal sealed class AxeInspection(IPage page)
{
    // A window of 1280 pixels at 200 % and at 400 % (WCAG 1.4.10), and one of 400 pixels.
    private static readonly int[] Widths = [640, 400, 320];

    private static readonly string[] Serious = ["serious", "critical"];

    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    private readonly List<string> _wrong = [];

    public void AssertNothingWrong() => Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));

    /// <summary>Opens a page and inspects it.</summary>
    public async Task OpenAsync(string path)
    {
        await Visitor.OpenAnyAsync(page, path);
        await LookAsync(path);
    }

    /// <summary>Inspects what is open; afterwards it is large and light again.</summary>
    public async Task LookAsync(string name)
    {
        await SeeAsync(name, ColorScheme.Dark, 390);
        foreach (var width in Widths) await ReflowAsync(name, width);
        await SeeAsync(name, ColorScheme.Light, 1280);
    }

    /// <summary>As the other, and in the two remaining pairs of theme and width: for pages that hold all there is to see of the frame.</summary>
    public async Task LookFromAllSidesAsync(string name)
    {
        await SeeAsync(name, ColorScheme.Dark, 1280);
        await SeeAsync(name, ColorScheme.Light, 390);
        await LookAsync(name);
    }

    private async Task SeeAsync(string name, ColorScheme scheme, int width)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.EvaluateAsync("() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))");
        var found = await page.RunAxe(Violations);
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
