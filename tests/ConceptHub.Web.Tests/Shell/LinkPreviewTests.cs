using System.Net;
using AngleSharp.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Shell;

public sealed class LinkPreviewTests(LiveHub hub) : IClassFixture<LiveHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concept_tells_its_name_its_address_and_a_picture_that_anybody_may_fetch()
    {
        var concept = await hub.ConceptAsync("Ada");

        var page = (await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/ada-lark")).Page;
        var picture = await hub.Visitor().Client.GetAsync(Told(page, "og:image"), Token);

        Assert.Equal("Ada Lark by ConceptHub", Told(page, "og:title"));
        Assert.Equal($"http://localhost/concepts/{concept.Card.Id}/ada-lark", Told(page, "og:url"));
        Assert.Equal(Told(page, "og:url"), page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal("summary_large_image", page.QuerySelector("meta[name='twitter:card']")!.GetAttribute("content"));
        Assert.StartsWith("http://localhost/media/", Told(page, "og:image"));
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Hidden_concept_tells_nothing_even_to_its_owner()
    {
        var concept = await hub.ConceptAsync("Blueprint");
        var owner = await hub.MemberAsync("Petra");
        await hub.GiveAsync("blueprint", "Petra");
        await hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, concept.Card.Id), "Copies a poster.", Token);

        var page = (await owner.GetAsync($"/concepts/{concept.Card.Id}/blueprint")).Page;

        Assert.Empty(page.QuerySelectorAll("meta[property^='og:'], meta[name^='twitter:'], link[rel=canonical]"));
        Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
    }

    [Fact]
    public async Task Picture_tells_its_prompt_once_it_is_public()
    {
        var maker = await hub.MemberAsync("Paul");
        var actor = await hub.ActorOfAsync("Paul");
        await hub.WatchAsync(actor, await hub.DrawAsync(actor, "a house by the sea"));
        var pictures = hub.Services.GetRequiredService<Pictures>();
        var picture = Assert.Single((await pictures.MineAsync(actor, 1, Token)).Items);

        var (before, own) = (await hub.Visitor().GetAsync($"/pictures/{picture.Id}"), (await maker.GetAsync($"/pictures/{picture.Id}")).Page);
        await hub.Services.GetRequiredService<OwnPictures>().ShowAsync(actor, [picture.Id], PictureVisibility.Public, Token);
        var after = (await hub.Visitor().GetAsync($"/pictures/{picture.Id}")).Page;

        Assert.Equal(HttpStatusCode.NotFound, before.Status);
        Assert.Empty(own.QuerySelectorAll("meta[property^='og:']"));
        Assert.Equal("a house by the sea", Told(after, "og:title"));
        Assert.Equal(HttpStatusCode.OK, (await hub.Visitor().Client.GetAsync(Told(after, "og:image"), Token)).StatusCode);
    }

    private static string Told(IDocument page, string property) => page.QuerySelector($"meta[property='{property}']")!.GetAttribute("content")!;
}
