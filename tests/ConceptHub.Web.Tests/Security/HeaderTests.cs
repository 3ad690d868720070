using System.Net;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ConceptHub.Web.Tests.Security;

/// <summary>What every answer carries, whatever was asked and however it went.</summary>
public sealed class HeaderTests(SafeHub hub) : IClassFixture<SafeHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_of_every_address_carries_every_header()
    {
        var (visitor, member) = (hub.Visitor(), await hub.MemberAsync("Heda"));
        var wrong = new List<string>();
        foreach (var address in Addresses().Concat(["/no/such/page", "/media/none.png", "/concepts/" + Guid.Empty, "/moderation", "/recipes/export/none"]).Distinct())
        {
            foreach (var client in new[] { visitor.Client, member.Client })
            {
                var request = new HttpRequestMessage(HttpMethod.Get, "https://hub.example" + address);
                using var answer = await client.SendAsync(request, Token);
                if (Problem(answer) is { } problem) wrong.Add($"{address} ({(int)answer.StatusCode}): {problem}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Plain_http_is_not_told_to_be_strict()
    {
        var answer = await hub.Visitor().GetAsync("/");

        Assert.False(answer.Response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Post_without_the_token_of_a_form_is_refused_everywhere()
    {
        var administrator = await hub.MemberAsync("Posta", Catalog.HubRoles.Administrator, Catalog.HubRoles.Moderator);
        var taken = new List<string>();
        foreach (var endpoint in Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true))
        {
            var address = Filled(endpoint);
            using HttpContent content = address.EndsWith("/upload", StringComparison.Ordinal) ? new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a" } } : new FormUrlEncodedContent([KeyValuePair.Create("_handler", "edit")]);
            using var answer = await administrator.Client.PostAsync(address, content, Token);
            if (answer.StatusCode != HttpStatusCode.BadRequest) taken.Add($"{address}: {answer.StatusCode}");
        }

        Assert.Empty(taken);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "https://evil.example")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "null")]
    [InlineData("/hubs/jobs/negotiate?negotiateVersion=1", "https://evil.example")]
    [InlineData("/hubs/jobs/negotiate?negotiateVersion=1", "http://localhost.evil.example")]
    [InlineData("/hubs/jobs/negotiate?negotiateVersion=1", "http://localhost:8080")]
    public async Task Socket_is_not_opened_for_another_site(string path, string origin)
    {
        var member = await hub.MemberAsync($"Orig{Guid.NewGuid():N}"[..12]);
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Origin", origin);

        using var answer = await member.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public void Circuits_are_told_nothing_of_faults_and_wait_for_no_script_for_long()
    {
        var circuits = hub.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;

        Assert.False(circuits.DetailedErrors);
        Assert.True(circuits.JSInteropDefaultCallTimeout <= TimeSpan.FromSeconds(15));
        Assert.True(circuits.DisconnectedCircuitMaxRetained <= 200);
        Assert.True(circuits.MaxBufferedUnacknowledgedRenderBatches <= 10);
    }

    private static string? Problem(HttpResponseMessage answer)
    {
        var policy = Said(answer, "Content-Security-Policy");
        if (policy.Contains("unsafe-eval", StringComparison.Ordinal) || policy.Split(';').Any(part => part.TrimStart().StartsWith("script-src", StringComparison.Ordinal) && part.Contains("unsafe", StringComparison.Ordinal))) return $"scripts are let in: {policy}";
        if (!policy.Contains("default-src", StringComparison.Ordinal)) return "no content security policy";
        if (Said(answer, "X-Content-Type-Options") != "nosniff") return "no nosniff";
        if (Said(answer, "X-Frame-Options") != "DENY") return "no frame option";
        if (Said(answer, "Referrer-Policy").Length == 0 || Said(answer, "Permissions-Policy").Length == 0) return "no referrer or permissions policy";
        return Said(answer, "Strict-Transport-Security") == "max-age=31536000" ? null : $"strict transport is '{Said(answer, "Strict-Transport-Security")}'";
    }

    private static string Said(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : "";

    private IEnumerable<RouteEndpoint> Endpoints() => hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null);

    private IEnumerable<string> Addresses() => Endpoints()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
        .Select(Filled);

    private static string Filled(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault() switch { "guid" => Guid.Empty.ToString(), "int" => "1", _ => "x" },
        _ => "",
    }))));
}
