using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace ConceptHub.Web.Shell;

/// <summary>
/// The site behind a reverse proxy. <c>PathBase</c> is the path below which the proxy shows it; <c>Hub:Proxies</c> names
/// the proxies (addresses or networks, separated by commas) whose <c>X-Forwarded-*</c> headers are believed. From
/// anybody else these headers are ignored.
/// </summary>
public static class ReverseProxy
{
    private const string PathSetting = "PathBase", ProxiesSetting = "Hub:Proxies";

    /// <summary>The path below which the site is shown, such as <c>/hub</c>; empty at the root.</summary>
    /// <exception cref="InvalidOperationException">The setting is no path.</exception>
    public static string PathBase(this IConfiguration settings)
    {
        var path = (settings[PathSetting] ?? "").TrimEnd('/');
        return path.Length == 0 || (path[0] == '/' && Uri.IsWellFormedUriString(path, UriKind.Relative) && !path.Contains('?', StringComparison.Ordinal))
            ? path
            : throw new InvalidOperationException($"{PathSetting} is '{path}'; it must be a path that begins with a slash, such as /hub.");
    }

    /// <summary>First in the pipeline: everything after it sees the visitor's own address, scheme, host and path.</summary>
    public static void UseHubProxy(this WebApplication app)
    {
        if (app.Configuration[ProxiesSetting] is { Length: > 0 } proxies) app.UseForwardedHeaders(Believing(proxies));
        if (app.Configuration.PathBase() is { Length: > 0 } path) app.UsePathBase(path);
    }

    private static ForwardedHeadersOptions Believing(string proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(proxy, out var network)) options.KnownIPNetworks.Add(network);
            else throw new InvalidOperationException($"{ProxiesSetting} names '{proxy}', which is neither an address nor a network such as 10.0.0.0/8.");
        }

        return options;
    }
}
