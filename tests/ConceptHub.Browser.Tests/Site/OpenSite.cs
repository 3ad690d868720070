using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>Tests that mostly wait for trainings, projections and restarts.</summary>
/// <remarks>A site's device does one job at a time, so tests of one site come one after another; the two sites are looked at side by side.</remarks>
[CollectionDefinition(nameof(LongJobs))]
public sealed class LongJobs : ICollectionFixture<OpenSite>;

/// <summary>Tests that mostly look at pages.</summary>
[CollectionDefinition(nameof(Pages))]
public sealed class Pages : ICollectionFixture<OpenSite>;

/// <summary>One server and one browser for the tests of a collection; each member has cookies of their own.</summary>
public sealed class OpenSite : IAsyncLifetime
{
    private SiteProcess? _site;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly List<(string Test, IBrowserContext Window)> _windows = [];

    internal SiteProcess Process => _site!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
        _site = await SiteProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_site is not null) await _site.DisposeAsync();
    }

    /// <summary>Somebody new signs up in a browser window of their own.</summary>
    /// <param name="host">By which name the site is called; null for its number.</param>
    internal async Task<Visitor> SignUpAsync(string name, string? host = null)
    {
        var visitor = await VisitAsync(Process, host);
        await visitor.SignUpAsync(name);
        return visitor;
    }

    /// <summary>Somebody without an account, in a browser window of their own.</summary>
    internal Task<Visitor> VisitAsync() => VisitAsync(Process);

    /// <summary>Somebody without an account, at another site than the common one.</summary>
    internal async Task<Visitor> VisitAsync(SiteProcess site, string? host = null)
    {
        var context = await WindowAsync(site, host);
        await context.AddInitScriptAsync("for (const tour of ['catalog', 'compose']) localStorage.setItem(`hub-tour-${tour}`, 'closed')");
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>Somebody who was never here: the tours are still to come.</summary>
    internal async Task<Visitor> NewcomerAsync() => new(await (await WindowAsync(Process)).NewPageAsync());

    private async Task<IBrowserContext> WindowAsync(SiteProcess site, string? host = null)
    {
        var test = TestContext.Current.Test!.UniqueID;
        await CloseOtherTestsAsync(test);
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = host is null ? site.Address : new UriBuilder(site.Address) { Host = host }.Uri.ToString(), ViewportSize = new ViewportSize { Width = 1280, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        _windows.Add((test, context));
        return context;
    }

    // Pages that nobody looks at any more would go on being drawn.
    private async Task CloseOtherTestsAsync(string test)
    {
        foreach (var (_, window) in _windows.Where(it => it.Test != test).ToList()) await window.CloseAsync();
        _windows.RemoveAll(it => it.Test != test);
    }
}
