using Microsoft.Playwright;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]

namespace ConceptHub.Browser.Tests;

/// <summary>The tests of one of two sites, which run beside those of the other: a server does one job at a time, and its tests wait for much.</summary>
[CollectionDefinition(Name)]
public sealed class FirstSite : ICollectionFixture<OpenSite>
{
    public const string Name = "the first site";
}

/// <summary>As <see cref="FirstSite"/>; both take about as long.</summary>
[CollectionDefinition(Name)]
public sealed class SecondSite : ICollectionFixture<OpenSite>
{
    public const string Name = "the second site";
}

/// <summary>One server and one browser for all tests of a collection; each member has cookies of their own.</summary>
public sealed class OpenSite : IAsyncLifetime
{
    private SiteProcess? _site;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

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
    internal async Task<Visitor> SignUpAsync(string name)
    {
        var visitor = await VisitAsync();
        await visitor.SignUpAsync(name);
        return visitor;
    }

    /// <summary>Somebody without an account, in a browser window of their own.</summary>
    internal Task<Visitor> VisitAsync() => VisitAsync(Process);

    /// <summary>Somebody without an account, at another site than the common one.</summary>
    internal async Task<Visitor> VisitAsync(SiteProcess site)
    {
        var context = await WindowAsync(site);
        await context.AddInitScriptAsync("for (const tour of ['catalog', 'compose']) localStorage.setItem(`hub-tour-${tour}`, 'closed')");
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>Somebody who was never here: the tours are still to come.</summary>
    internal async Task<Visitor> NewcomerAsync() => new(await (await WindowAsync(Process)).NewPageAsync());

    private async Task<IBrowserContext> WindowAsync(SiteProcess site)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = site.Address, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(60_000);
        return context;
    }
}
