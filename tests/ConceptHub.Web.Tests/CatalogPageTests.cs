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
        Assert.Contains("A drawn person with a &lt;b&gt;red&lt;/b&gt; scarf.", answer.Text);   // no HTML of members
        Assert.Equal(2, answer.Page.QuerySelectorAll("figure img").Length);
    }

    [Fact]
    public async Task Filters_are_links_that_keep_the_rest_of_the_address()
    {
        var answer = await hub.Visitor().GetAsync("/?kind=person&may=sell-pictures&sort=trending");

        Assert.Equal("Ada Lark", Assert.Single(answer.Page.QuerySelectorAll("article h2")).TextContent);
        var chosen = answer.Page.QuerySelector(".chosen a[aria-current]")!;
        Assert.Equal(("./?kind=person&sort=trending", "Remove the filter Sell pictures made with it"), (chosen.GetAttribute("href"), chosen.GetAttribute("aria-label")));
        var adults = answer.Page.QuerySelectorAll(".facets a").Single(link => link.TextContent.StartsWith("Adults", StringComparison.Ordinal));
        Assert.Equal("./?kind=person&may=sell-pictures&for=adult&sort=trending", adults.GetAttribute("href"));
        Assert.Equal("0", adults.QuerySelector(".count")!.TextContent);
        Assert.Equal(["kind", "may"], answer.Page.QuerySelectorAll("form.order input").Select(input => input.GetAttribute("name")));
    }

    [Fact]
    public async Task Lost_word_is_mended_and_nothing_found_offers_a_way_on()
    {
        var lost = await hub.Visitor().GetAsync("/?q=blueprnit");
        var filtered = await hub.Visitor().GetAsync("/?q=robot&for=adult");

        Assert.Equal("./?q=blueprint", lost.Page.QuerySelector(".meant a")!.GetAttribute("href"));
        Assert.Contains(filtered.Page.QuerySelectorAll("a.hub-button"), link => link.GetAttribute("href") == "./?q=robot");
    }

    [Fact]
    public async Task Members_write_tags_and_markdown_without_reaching_beyond_their_text()
    {
        var visitor = await hub.MemberAsync("markdown");
        await hub.GiveAsync("tin-robot", "markdown");
        var concept = await hub.ConceptAsync("robot");
        await visitor.SubmitAsync($"/concepts/{concept.Card.Id}/edit", "Input.Name", new()
        {
            ["Input.Name"] = "Tin Robot",
            ["Input.AgeRating"] = "Everyone",
            ["Input.Tags"] = "Retro,  wind-up toy",
            ["Input.Description"] = "# Big *robot*\n\n- [good](https://example.org) [bad](javascript:alert(1)) ![pixel](https://example.org/p.png)\n\n<script>alert(2)</script>",
        });

        var answer = await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/tin-robot");

        Assert.Equal(["./?tag=retro", "./?tag=wind-up%20toy"], answer.Page.QuerySelectorAll(".tags a").Select(link => link.GetAttribute("href")));
        var text = answer.Page.QuerySelector(".markdown")!;
        Assert.Equal("Big robot", text.QuerySelector("h3")!.TextContent);
        Assert.Equal("robot", text.QuerySelector("h3 em")!.TextContent);
        var good = text.QuerySelector("a[href]")!;
        Assert.Equal(("https://example.org", "nofollow ugc noopener"), (good.GetAttribute("href"), good.GetAttribute("rel")));
        Assert.Single(text.QuerySelectorAll("a[href]"));
        Assert.Empty(text.QuerySelectorAll("img, script"));
        Assert.Contains("alert(2)", text.TextContent);   // shown, not run
        Assert.Equal("Tin Robot", Assert.Single((await hub.Visitor().GetAsync("/?tag=retro")).Page.QuerySelectorAll("article h2")).TextContent);
    }

    [Fact]
    public async Task Old_slug_leads_to_the_present_address()
    {
        var concept = await hub.ConceptAsync("Ada");

        var answer = await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/an-old-name");

        Assert.Equal($"/concepts/{concept.Card.Id}/ada-lark", answer.Path);
    }
}
