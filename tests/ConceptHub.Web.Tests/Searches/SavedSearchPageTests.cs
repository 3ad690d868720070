using System.Net;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Searches;

public sealed class SavedSearchPageTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shown_search_is_saved_opened_renamed_and_deleted_without_script()
    {
        var member = await hub.MemberAsync("Sara");
        Assert.Null((await hub.Visitor().GetAsync("/?q=robot&kind=subject")).Page.QuerySelector("[data-save-search]"));
        Assert.Null((await member.GetAsync("/")).Page.QuerySelector("[data-save-search]"));   // all of it needs no name

        var shown = await member.GetAsync("/?q=robot&kind=subject&sort=name&page=2");
        var refused = await member.SubmitAsync("/?q=robot&kind=subject&sort=name", "Input.Name", new() { ["Input.Name"] = "x" });
        var saved = await member.SubmitAsync("/?q=robot&kind=subject&sort=name&page=2", "Input.Name", new() { ["Input.Name"] = "Robots", ["Input.Tells"] = "True" });

        Assert.Equal("robot · Subjects", shown.Page.QuerySelector("#search-name")!.GetAttribute("value"));
        Assert.Contains("A name has 2 to 60 characters.", refused.Words("[data-save-search][open]"));
        Assert.Equal("/?q=robot&kind=subject&sort=name", saved.Path);
        Assert.Null(saved.Page.QuerySelector("[data-save-search]"));
        Assert.Equal("Robots", saved.Words("nav[aria-label='Saved searches'] [aria-current]"));
        var chip = (await member.GetAsync("/")).Page.QuerySelector("nav[aria-label='Saved searches'] a.hub-chip")!;
        Assert.Equal("./?q=robot&kind=subject&sort=name", chip.GetAttribute("href"));

        var mine = await member.GetAsync("/collections");
        Assert.Contains("robot · Subjects · tells you of new ones", mine.Words("#searches li"));
        var edit = "/" + mine.Page.QuerySelector("#searches li a.hub-button")!.GetAttribute("href");
        var renamed = await member.SubmitAsync(edit, "Input.Name", new() { ["Input.Name"] = "Tin things" });
        Assert.Contains("Tin things robot · Subjects Edit", renamed.Words("#searches li"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await hub.MemberAsync("Simon")).GetAsync(edit)).Status);
        var opened = await member.GetAsync(edit);
        var deleted = await member.SendAsync(opened, opened.Page.Forms.Single(form => form.TextContent.Contains("Delete this search")), []);
        Assert.Empty(deleted.All("#searches li"));
    }

    [Fact]
    public async Task Notice_of_new_concepts_leads_to_the_search_with_the_newest_first()
    {
        var member = await hub.MemberAsync("Sigrid");
        var actor = await hub.ActorOfAsync("Sigrid");
        await hub.Services.GetRequiredService<SavedSearches>().SaveAsync(actor, "Drawn people", new ConceptQuery { Kinds = [ConceptKind.Person] }, true, Token);
        await hub.PublishLaterAsync("Ida Moss", ConceptKind.Person, "<ida>", "person");

        Assert.Equal(1, await hub.Services.GetRequiredService<SearchNews>().TellAsync(Token));

        var told = await member.GetAsync("/notices");
        Assert.Equal("1 new concept fits your search “Drawn people”", told.Words(".notices a"));
        Assert.Equal("./?kind=person&sort=newest", told.Page.QuerySelector(".notices a")!.GetAttribute("href"));
    }

    [Fact]
    public void Address_of_a_query_is_the_address_that_it_was_read_from()
    {
        var where = new CatalogAddress
        {
            Text = "a cat",
            Kinds = [ConceptKind.Style],
            Tags = ["big", "red"],
            Permissions = [Permission.RunService],
            Ratings = [AgeRating.Teen],
            BaseModels = ["abc"],
            FitsBeside = [Guid.NewGuid()],
            Sort = ConceptSort.MostRecipes,
        };

        Assert.Equal(where.ToString(), CatalogAddress.Of((where with { Page = 4 }).Query).ToString());
    }
}
