using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>The browser that this machine has; nothing is downloaded.</summary>
internal static class Chromium
{
    private const string Variable = "CONCEPTHUB_CHROMIUM";

    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = Arguments });

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return Places.Prepend(named ?? "").FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"The browser tests need Chromium: install it (Debian: apt-get install chromium), or set {Variable} to the program of a Chromium or Chrome.");
    }
}
