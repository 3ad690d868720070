using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Waits for the page that a press leads to.</summary>
internal static class Addresses
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task UntilAddressAsync(this IPage page, Regex address) => page.UntilAddressAsync(address.IsMatch);

    public static Task UntilAddressAsync(this IPage page, string ending) => page.UntilAddressAsync(url => url.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Waits until the address is as hoped for, and the page there is loaded.</summary>
    /// <remarks>Looks again and again: Playwright's WaitForURLAsync looks once and then subscribes, and on a busy machine the page arrives between the two.</remarks>
    public static async Task UntilAddressAsync(this IPage page, Func<string, bool> isHopedFor)
    {
        for (var waited = Stopwatch.StartNew(); !isHopedFor(page.Url); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"The page stayed at {page.Url}.");
        }

        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
    }
}
