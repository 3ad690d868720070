using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace ConceptHub.Web.Tests.Shell;

public sealed class ReverseProxyTests(ReverseProxyTests.ProxiedHub hub) : IClassFixture<ReverseProxyTests.ProxiedHub>
{
    [Fact]
    public async Task Configured_proxy_is_believed()
    {
        var answer = await hub.SendAsync("10.1.2.3", "/hub/compose");

        Assert.Equal("https://hub.example/hub/account/sign-in?to=%2Fhub%2Fcompose", answer.Response.Headers.Location);
    }

    [Fact]
    public async Task Anybody_else_is_not()
    {
        var answer = await hub.SendAsync("203.0.113.9", "/hub/compose");

        Assert.Equal("http://inside:5080/hub/account/sign-in?to=%2Fhub%2Fcompose", answer.Response.Headers.Location);
    }

    [Fact]
    public async Task Form_below_the_path_gets_a_secure_cookie_for_that_path()
    {
        var answer = await hub.SendAsync("10.1.2.3", "/hub/account/sign-up");

        var cookie = Assert.Single(answer.Response.Headers.SetCookie.OfType<string>(), cookie => cookie.StartsWith("hub-form=", StringComparison.Ordinal));
        Assert.Contains("path=/hub;", cookie + ";", StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_that_takes_the_path_off_may_tell_it()
    {
        var answer = await hub.SendAsync("10.1.2.3", "/compose", prefix: "/hub");

        Assert.Equal("https://hub.example/hub/account/sign-in?to=%2Fhub%2Fcompose", answer.Response.Headers.Location);
    }

    /// <summary>A hub that believes one network and is shown below a path.</summary>
    public sealed class ProxiedHub : TestHub
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["PathBase"] = "/hub", ["Hub:Proxies"] = "192.0.2.1, 10.0.0.0/8" };

        /// <summary>A request as it comes from this address, with headers that claim https at hub.example.</summary>
        public Task<HttpContext> SendAsync(string from, string path, string? prefix = null) => Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(from);
            context.Request.Scheme = "http";
            context.Request.Host = new HostString("inside:5080");
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = path;
            var headers = context.Request.Headers;
            (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"]) = ("198.51.100.7", "https", "hub.example");
            if (prefix is not null) headers["X-Forwarded-Prefix"] = prefix;
        }, TestContext.Current.CancellationToken);
    }
}
