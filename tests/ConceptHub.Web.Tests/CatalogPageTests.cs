using System.Net;

namespace ConceptHub.Web.Tests;

public sealed class CatalogPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task First_page_is_plain_html_with_links_to_concepts()
    {
        var answer = await hub.Visitor().GetAsync("/");

        var links = answer.Page.QuerySelectorAll("article h2 a").Select(link => link.GetAttribute("href")).ToArray();
        Assert.Equal(3, links.Length);
        Assert.All(links, link => Assert.StartsWith("concepts/", link));
        Assert.DoesNotContain("<!--Blazor:", answer.Text);
    }

    [Fact]
    public async Task Kinds_and_words_in_the_address_filter()
    {
        var styles = await hub.Visitor().GetAsync("/?kind=style");
        var robots = await hub.Visitor().GetAsync("/?q=robot");
        var nothing = await hub.Visitor().GetAsync("/?q=robot&kind=style");

        Assert.Equal("Blueprint", Assert.Single(styles.Page.QuerySelectorAll("article h2")).TextContent);
        Assert.Equal("Tin Robot", Assert.Single(robots.Page.QuerySelectorAll("article h2")).TextContent);
        Assert.Empty(nothing.Page.QuerySelectorAll("article"));
        Assert.Contains("Nothing fits", nothing.Text);
    }

    [Theory]
    [InlineData("/?sort=nonsense&kind=nonsense&page=-4")]
    [InlineData("/?page=999999")]
    [InlineData("/?q=%22%27%3Cscript%3E*%20OR%20")]
    public async Task Odd_addresses_are_taken_calmly(string path)
    {
        var answer = await hub.Visitor().GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain("<script>*", answer.Text);
    }

    [Fact]
    public async Task Concept_page_shows_what_a_visitor_needs()
    {
        var concept = await hub.ConceptAsync("Ada");

        var answer = await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/{concept.Card.Slug}");

        Assert.Equal("Ada Lark", answer.Words("h1"));
        Assert.NotNull(answer.Page.QuerySelector("button[data-copy='<ada> person']"));
        Assert.NotNull(answer.Page.QuerySelector($"a[href='compose?add={concept.Card.Id}']"));
        Assert.Contains("Ada Lark holds blocks", answer.Page.QuerySelector("figure svg[role=img]")!.GetAttribute("aria-label"));
        Assert.Contains("A drawn person with a &lt;b&gt;red&lt;/b&gt; scarf.", answer.Text);
        Assert.Equal(2, answer.Page.QuerySelectorAll("figure img").Length);
    }

    [Fact]
    public async Task Old_slug_leads_to_the_present_address()
    {
        var concept = await hub.ConceptAsync("Ada");

        var answer = await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/an-old-name");

        Assert.Equal($"/concepts/{concept.Card.Id}/ada-lark", answer.Path);
    }
}
