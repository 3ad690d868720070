using System.Net;

namespace ConceptHub.Web.Tests;

public sealed class PageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/?q=robot&kind=subject&sort=name&page=1")]
    [InlineData("/u/concepthub")]
    [InlineData("/recipes")]
    [InlineData("/recipes?q=robot&by=concepthub&page=2")]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-up")]
    [InlineData("/account/administrator")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Public_page_answers(string path)
    {
        var answer = await hub.Visitor().GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    [InlineData("/theme.css")]
    [InlineData("/favicon.svg")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var headers = (await hub.Visitor().GetAsync(path)).Response.Headers;

        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("script-src 'self';", headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/concepts/00000000-0000-0000-0000-000000000001")]
    [InlineData("/u/nobody-here")]
    [InlineData("/recipes/00000000-0000-0000-0000-000000000001")]
    public async Task Unknown_address_answers_404_as_a_page(string path)
    {
        var answer = await hub.Visitor().GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty(answer.Words("h1"));
        Assert.NotNull(answer.Page.QuerySelector("nav a[href='compose']"));
    }

    [Fact]
    public async Task Theme_is_one_cacheable_sheet_with_both_palettes()
    {
        var answer = await hub.Visitor().GetAsync("/theme.css");

        Assert.Contains(":root[data-theme=dark]", answer.Text);
        Assert.Contains("--mud-palette-primary:", answer.Text);
        Assert.Contains("immutable", answer.Response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Foreign_origin_cannot_open_a_live_connection()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "https://evil.example");

        var response = await hub.Visitor().Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("/account/manage")]
    [InlineData("/moderation")]
    [InlineData("/admin")]
    [InlineData("/admin/models")]
    public async Task Page_for_members_sends_visitors_to_sign_in(string path)
    {
        var answer = await hub.Visitor().GetAsync(path);

        Assert.StartsWith("/account/sign-in?to=", answer.Path);
    }
}
