using System.Net;
using ConceptHub.Web.Tests.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Web.Tests.Shell;

/// <summary>A hub that stumbles over every address that it does not know.</summary>
public sealed class StumblingHub : TestHub
{
    public LogLines Log { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["environment"] = "Production" };

    protected override void Replace(IServiceCollection services) =>
        services.AddLogging(logging => logging.AddProvider(Log)).AddSingleton<IStartupFilter, Stumbling>();

    // Behind the site's own steps, so where its pages and endpoints fail.
    private sealed class Stumbling : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(_ => throw new InvalidOperationException("stumbled on purpose"));
        };
    }
}

public sealed class FaultLogTests(StumblingHub hub) : IClassFixture<StumblingHub>
{
    [Fact]
    public async Task Fault_is_logged_with_the_path_that_failed_and_without_what_was_asked()
    {
        var answer = await hub.Visitor().GetAsync("/odd/place%0Awith-a-line?token=s3cret");

        var line = Assert.Single(hub.Log.Lines, line => line.Text.StartsWith("Fault ", StringComparison.Ordinal)).Text;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains(" in GET /odd/place%0Awith-a-line ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
        Assert.Contains("stumbled on purpose", line, StringComparison.Ordinal);
    }
}
