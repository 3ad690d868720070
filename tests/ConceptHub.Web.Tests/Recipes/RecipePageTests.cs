using System.Net;
using AngleSharp.Dom;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Recipes;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Recipes;

public sealed class RecipePageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Stranger_sees_concepts_strengths_prompt_seats_and_terms()
    {
        var (id, _) = await hub.RecipeAsync("Maker1", "Ada on blue", ("Ada", 0.85f), ("Blueprint", 1.2f));

        var page = await hub.Visitor().GetAsync(RecipeAddress.Of(id));

        Assert.Equal(("Ada on blue", HttpStatusCode.OK), (page.Words("h1"), page.Status));
        Assert.Equal(["Ada Lark <ada> · version 1 · by concepthub 0.85", "Blueprint <bluep> · version 1 · by concepthub 1.20"], page.All("[data-part]"));
        Assert.Contains("a photo of <ada> person", page.Words("section[aria-labelledby=prompt]"));
        Assert.Contains("Not permitted: Sell the merged file not because of Ada Lark by concepthub, Blueprint by concepthub", page.All("[data-terms] li"));
        Assert.Contains("Permitted: Sell pictures made with it", page.All("[data-terms] li"));
        Assert.NotNull(page.Page.QuerySelector("figure.map svg"));
        Assert.Null(page.Page.QuerySelector("meta[name=robots]"));
    }

    [Fact]
    public async Task Remix_link_opens_the_composer_with_everything()
    {
        var (id, recipe) = await hub.RecipeAsync("Maker2", "Ada again", ("Ada", 0.85f));

        var page = await hub.Visitor().GetAsync(RecipeAddress.Of(id));
        var link = page.Page.QuerySelectorAll("a").Single(a => a.TextContent.Contains("Remix in the composer")).GetAttribute("href")!;
        var (state, _) = ComposeAddress.Read(new Uri(new Uri("http://hub"), link));

        Assert.Equal(id, state.ParentId);
        Assert.Equal(recipe.Entries, state.Recipe);
        Assert.Equal(recipe.Settings, state.ToComposition(new(new(8, 64, 64, 128), 2, new())).Settings);
    }

    [Fact]
    public async Task Hidden_concept_is_shown_as_gone_and_the_page_stays()
    {
        var (id, _) = await hub.RecipeAsync("Maker3", "Tin and Ada", ("Ada", 1), ("Tin", 1));
        var moderation = hub.Services.GetRequiredService<Catalog.Moderation>();
        var tin = new ModerationTarget(TargetKind.Concept, (await hub.ConceptAsync("Tin")).Card.Id);
        await moderation.HideAsync(Actor.Operator, tin, "Shows a trademark.", TestContext.Current.CancellationToken);

        var page = await hub.Visitor().GetAsync(RecipeAddress.Of(id));

        await moderation.RestoreAsync(Actor.Operator, tin, "It does not.", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("A concept that is gone", page.All("[data-part]")[1]);
        Assert.DoesNotContain("Tin Robot", page.Text);
        Assert.Null(page.Page.QuerySelector("[data-export]"));
        Assert.Contains("because of a concept that is gone", page.All("[data-terms] li")[1]);
    }

    [Fact]
    public async Task Maker_edits_and_deletes_and_nobody_else_may()
    {
        var maker = await hub.MemberAsync("Maker4");
        var (id, _) = await hub.RecipeAsync("Maker4", "First words", ("Ada", 1));
        var other = await hub.MemberAsync("Other4");

        var refused = await other.GetAsync(RecipeAddress.Edit(id));
        var edited = await maker.SubmitAsync(RecipeAddress.Edit(id), "Input.Title", new() { ["Input.Title"] = "Better words", ["Input.Description"] = "Said well.", ["Input.Visibility"] = "Unlisted" });
        var listed = await other.GetAsync("/recipes?q=better");
        var opened = await other.GetAsync(RecipeAddress.Of(id));
        var form = (await maker.GetAsync(RecipeAddress.Edit(id))) is var again ? again.Page.Forms.Single(form => form.TextContent.Contains("Delete for good")) : null;
        var deleted = await maker.SendAsync(again, form!, new());

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(("/" + RecipeAddress.Of(id), "Better words"), (edited.Path, edited.Words("h1")));
        Assert.DoesNotContain("Better words", listed.All(".tile h2"));
        Assert.Contains("Said well.", opened.Text);
        Assert.Equal("noindex", opened.Page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Equal("/recipes?by=Maker4", deleted.Path);
        Assert.Equal(HttpStatusCode.NotFound, (await maker.GetAsync(RecipeAddress.Of(id))).Status);
    }

    [Fact]
    public async Task Lists_find_by_words_and_the_concepts_page_names_them()
    {
        var (id, _) = await hub.RecipeAsync("Maker5", "Submarine tea", ("Blueprint", 1));
        var blueprint = await hub.ConceptAsync("Blueprint");

        var found = await hub.Visitor().GetAsync("/recipes?q=submarine");
        var nothing = await hub.Visitor().GetAsync("/recipes?q=zeppelin");
        var concept = await hub.Visitor().GetAsync($"/concepts/{blueprint.Card.Id}/blueprint");
        var mine = await (await hub.SignInAsync("Maker5")).GetAsync("/recipes?by=Maker5");

        Assert.Equal(["Submarine tea"], found.All(".tile h2"));
        Assert.Equal("Nothing fits this search", nothing.Words("main h2"));
        Assert.Contains("Submarine tea", concept.Words("section[aria-labelledby=recipes]"));
        Assert.Equal("My recipes", mine.Words("h1"));
        Assert.NotNull(mine.Page.QuerySelector($"a[href='{RecipeAddress.Of(id)}']"));
    }

    [Fact]
    public async Task Reported_recipe_is_hidden_and_its_maker_reads_why()
    {
        var (id, _) = await hub.RecipeAsync("Maker6", "Advertising", ("Ada", 1));
        var (reporter, moderator) = (await hub.MemberAsync("Reporter6"), await hub.MemberAsync("Judge6", HubRoles.Moderator));

        var thanks = await reporter.SubmitAsync($"/report/recipe/{id}", "Input.Text", new() { ["Input.Reason"] = "Spam", ["Input.Text"] = "Buy this." });
        var hidden = await moderator.SubmitAsync("/moderation", "reason", new() { ["reason"] = "It is advertising.", ["decision"] = "hide" });

        Assert.Equal("Thank you", thanks.Words("h1"));
        Assert.Contains("The owner sees your reason.", hidden.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Visitor().GetAsync(RecipeAddress.Of(id))).Status);
        Assert.Contains("It is advertising.", (await (await hub.SignInAsync("Maker6")).GetAsync(RecipeAddress.Of(id))).Text);
    }
}
