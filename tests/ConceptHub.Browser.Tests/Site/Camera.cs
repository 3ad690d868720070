using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Photographs a page as it looks on a desk and on a phone, by day and by night.</summary>
internal sealed class Camera(IPage page, string folder)
{
    private const int HeaviestPng = 300_000;
    private const int JpegQuality = 80;

    private static readonly IReadOnlyList<(string Name, int Width, int Height)> Screens = [("desktop", 1280, 900), ("phone", 390, 844)];
    private static readonly IReadOnlyList<(string Name, ColorScheme Scheme)> Times = [("light", ColorScheme.Light), ("dark", ColorScheme.Dark)];

    public async Task ShootAsync(string name, string address)
    {
        await Visitor.OpenAnyAsync(page, address);
        await ShootAsync(name);
    }

    /// <summary>Photographs what is open, from its top; afterwards it is large and light again.</summary>
    public Task ShootAsync(string name) => ShootAsync(name, page.Locator("body"));

    /// <summary>Photographs what is open, from this part of it on.</summary>
    public async Task ShootAsync(string name, ILocator part)
    {
        foreach (var screen in Screens)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            await part.EvaluateAsync("part => part.scrollIntoView()");
            foreach (var time in Times)
            {
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = time.Scheme, ReducedMotion = ReducedMotion.Reduce });
                await SettleAsync();
                await ExposeAsync($"{name}-{screen.Name}-{time.Name}");
            }
        }

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Screens[0].Width, Screens[0].Height);
    }

    // All pictures in view are there, and nothing is half faded.
    private async Task SettleAsync()
    {
        await page.WaitForFunctionAsync(
            """
            () => document.fonts.status === 'loaded' && [...document.images].every(img => {
                const box = img.getBoundingClientRect();
                return box.width === 0 || box.top > innerHeight || box.bottom < 0 || img.complete && img.naturalWidth > 0;
            })
            """);
        await page.WaitForTimeoutAsync(250);
    }

    private async Task ExposeAsync(string name)
    {
        Directory.CreateDirectory(folder);
        var (png, jpeg) = (Path.Combine(folder, name + ".png"), Path.Combine(folder, name + ".jpg"));
        File.Delete(png);
        File.Delete(jpeg);
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions { Animations = ScreenshotAnimations.Disabled });
        if (picture.Length <= HeaviestPng)
        {
            await File.WriteAllBytesAsync(png, picture, TestContext.Current.CancellationToken);
            return;
        }

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = jpeg, Type = ScreenshotType.Jpeg, Quality = JpegQuality, Animations = ScreenshotAnimations.Disabled });
    }
}
