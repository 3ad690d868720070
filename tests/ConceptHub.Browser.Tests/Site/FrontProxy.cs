using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Browser.Tests;

/// <summary>A real reverse proxy (YARP) that shows a site below a path, and nothing beside it.</summary>
internal sealed class FrontProxy : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FrontProxy(WebApplication app) => (_app, Address) = (app, app.Urls.First());

    /// <summary>Where the proxy listens, without the path.</summary>
    public string Address { get; }

    /// <param name="path">Such as <c>/hub</c>; passed on as it is.</param>
    /// <param name="site">Scheme, host and port of the site behind.</param>
    public static async Task<FrontProxy> StartAsync(string path, string site)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.MapForwarder(path + "/{**rest}", site);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FrontProxy(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(2)); // open circuits would keep it
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
    }
}
