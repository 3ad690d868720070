using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

public sealed class KeptPageTests(LiveHub hub) : IClassFixture<LiveHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creator_has_a_concept_measured_and_its_page_shows_pairs_without_a_figure_where_nothing_can_say_one()
    {
        hub.Device.StepMilliseconds = 1;
        var (eve, actor) = (await hub.MemberAsync("eve"), await hub.ActorOfAsync("eve"));
        await hub.ModelAsync();
        await hub.GiveAsync("tin-robot", "eve");
        var robot = await hub.ConceptAsync("Tin Robot");
        var page = $"/concepts/{robot.Card.Id}/tin-robot";
        Assert.Null((await hub.Visitor().GetAsync(page)).Page.QuerySelector("#kept"));

        var opened = await eve.GetAsync(page);
        await eve.SendAsync(opened, opened.Page.Forms.First(form => form.TextContent.Contains("Measure how it keeps itself", StringComparison.Ordinal)), []);

        var job = Assert.Single(await hub.Jobs.MineAsync(actor, Token), job => job.Kind == JobKind.Measure);
        await hub.WatchAsync(actor, job.Id);
        var shown = (await hub.Visitor().GetAsync(page)).Page;
        Assert.Equal(4, shown.QuerySelectorAll(".pairs li").Length);
        Assert.Equal(8, shown.QuerySelectorAll(".pairs img").Length);
        Assert.Equal(["Ada Lark", "Blueprint"], shown.QuerySelectorAll(".others a").Select(link => link.TextContent).Order());
        Assert.Contains("there is no figure", shown.QuerySelector(".figure")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Similar_concepts_are_tiles_on_a_concepts_page()
    {
        var ada = await hub.ConceptAsync("Ada");
        var looks = hub.Services.GetRequiredService<ConceptEmbeddings>();
        await looks.KeepAsync(ada.Versions[0].Id, "looker", [1, 0], Token);
        await looks.KeepAsync((await hub.ConceptAsync("Blueprint")).Versions[0].Id, "looker", [0.8f, 0.6f], Token);

        var page = (await hub.Visitor().GetAsync($"/concepts/{ada.Card.Id}/ada-lark")).Page;

        Assert.Equal("Blueprint", Assert.Single(page.QuerySelectorAll("section[aria-labelledby=similar] article h2")).TextContent);
    }

    [Theory]
    [InlineData(0.998, 14, "100 % of its likeness is left among 14 others: it stays itself.")]
    [InlineData(0.87, 14, "87 % of its likeness is left among 14 others: nearly all of it.")]
    [InlineData(0.5, 1, "50 % of its likeness is left among one other concept: about half of it.")]
    public void Figure_is_told_in_number_and_words(double kept, int among, string words) =>
        Assert.Equal(words, $"{KeptWords.Percent(kept)} {KeptWords.Of(kept, among)}");
}
