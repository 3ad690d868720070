using System.Net;
using System.Net.Http.Headers;
using ConceptHub.Catalog;
using ConceptHub.Web.Media;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class MediaTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Picture_is_sent_with_its_own_type_and_asked_for_again()
    {
        var concept = await hub.ConceptAsync("Ada");

        var answer = await hub.Visitor().Client.GetAsync(MediaAddress.Of(concept.Card.Cover!), Token);

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache, private", answer.Headers.CacheControl!.ToString()); // or browsers show what a moderator hid
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal($"\"{concept.Card.Cover}\"", answer.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Known_picture_is_not_sent_again()
    {
        var cover = (await hub.ConceptAsync("Ada")).Card.Cover!;
        var request = new HttpRequestMessage(HttpMethod.Get, MediaAddress.Of(cover));
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{cover}\""));

        var answer = await hub.Visitor().Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [InlineData("/media/../appsettings.json")]
    [InlineData("/media/..%2f..%2fhub.db")]
    [InlineData("/media/..%5chub.png")]
    [InlineData("/media/0000000000000000000000000000000000000000000000000000000000000000.png")]
    [InlineData("/media/short.png")]
    public async Task Anything_else_is_refused(string path)
    {
        var answer = await hub.Visitor().GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task Adapter_is_no_picture_and_a_picture_no_other_file()
    {
        var concept = await hub.ConceptAsync("Ada");

        var asPicture = await hub.Visitor().GetAsync(MediaAddress.Of(concept.Versions[0].AdapterBlob));
        var asPage = await hub.Visitor().GetAsync($"/media/{concept.Card.Cover}.html");

        Assert.Equal(HttpStatusCode.NotFound, asPicture.Status);
        Assert.Equal(HttpStatusCode.NotFound, asPage.Status);
    }

    [Fact]
    public async Task Adapter_is_downloaded_under_its_name_and_never_cached()
    {
        var concept = await hub.ConceptAsync("Ada");

        var answer = await hub.Visitor().Client.GetAsync($"/concepts/{concept.Card.Id}/versions/1/adapter", Token);

        Assert.Equal("ada-lark-v1.safetensors", answer.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(concept.Versions[0].AdapterBytes, answer.Content.Headers.ContentLength);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Hidden_concept_takes_its_pictures_and_files_along()
    {
        var concept = await hub.ConceptAsync("Tin");
        var target = new ModerationTarget(TargetKind.Concept, concept.Card.Id);
        await hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, target, "Shows a trademark.", Token);
        var visitor = hub.Visitor();

        var picture = await visitor.GetAsync(MediaAddress.Of(concept.Card.Cover!));
        var file = await visitor.GetAsync($"/concepts/{concept.Card.Id}/versions/1/adapter");
        var page = await visitor.GetAsync($"/concepts/{concept.Card.Id}/tin-robot");

        Assert.All([picture.Status, file.Status, page.Status], status => Assert.Equal(HttpStatusCode.NotFound, status));
    }
}
