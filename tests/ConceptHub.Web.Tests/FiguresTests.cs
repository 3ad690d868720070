using System.Net;
using System.Net.Http.Headers;
using ConceptHub.Catalog;
using ConceptHub.Web.Figures;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class FiguresTests(FiguresTests.WatchedHub hub) : IClassFixture<FiguresTests.WatchedHub>
{
    private const string Token = "a token for one program";

    [Fact]
    public async Task Metrics_tell_administrators_and_the_holder_of_the_token_what_a_job_took()
    {
        var ana = await hub.SignedUpAsync("ana");
        await hub.WatchAsync(ana, await hub.DrawAsync(ana, steps: 4));
        var administrator = await hub.MemberAsync("Keeper", HubRoles.Administrator);

        var (status, told) = await ScrapeAsync(hub.Visitor().Client, Token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches(@"concepthub_jobs_ended_total\{[^}]*kind=""Generation""[^}]*\} [1-9]", told);
        Assert.Matches(@"concepthub_job_wait_duration_seconds_count\{[^}]*kind=""Generate""[^}]*\} [1-9]", told);
        Assert.Matches(@"concepthub_drawing_step_duration_seconds_count\b.* [1-9]", told);
        Assert.Contains("http_server_request_duration", told);
        Assert.Matches(@"concepthub_cache_budget_bytes\{[^}]*cache=""adapters""[^}]*\} [1-9]", told);
        Assert.Matches(@"concepthub_cache_size_bytes\{[^}]*cache=""adapters""[^}]*\} [0-9]", told);
        Assert.Matches(@"concepthub_cache_lookups_total\{[^}]*cache=""adapters""[^}]*hit=""[^}]*\} [0-9]", told);
        Assert.Matches(@"concepthub_cache_evictions_total\{[^}]*cache=""adapters""[^}]*\} [0-9]", told);
        Assert.Equal(HttpStatusCode.OK, (await ScrapeAsync(administrator.Client, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/admin/figures")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another token")]
    public async Task Metrics_are_not_there_for_anybody_else(string? token)
    {
        var member = await hub.MemberAsync("member" + Guid.NewGuid().ToString("N")[..8]);

        Assert.Equal(HttpStatusCode.NotFound, (await ScrapeAsync(hub.Visitor().Client, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ScrapeAsync(member.Client, token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync("/admin/figures")).Status);
    }

    [Fact]
    public async Task Figures_of_the_last_seconds_are_kept_for_the_page()
    {
        var recorder = hub.Services.GetRequiredService<FigureRecorder>();
        var ben = await hub.SignedUpAsync("ben");

        HubFigures? seen = null;
        while (seen is null)
        {
            await hub.WatchAsync(ben, await hub.DrawAsync(ben, steps: 3));
            seen = recorder.Past.FirstOrDefault(figures => figures is { Batch: not null, EndedPerMinute: > 0 });
        }

        Assert.InRange(seen.Batch!.Value, 1, 8);
        Assert.Contains(seen.Caches, cache => cache is { Name: "adapters", Budget: > 0 });
        Assert.True(seen is { Step: > 0, Megabytes: > 0, PicturesWaiting: 0 }, seen.ToString());
    }

    private static async Task<(HttpStatusCode Status, string Text)> ScrapeAsync(HttpClient client, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public sealed class WatchedHub : LiveHub
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Metrics:Token"] = Token };
    }
}
