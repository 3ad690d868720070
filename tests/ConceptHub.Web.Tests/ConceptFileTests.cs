using System.Net;
using System.Net.Http.Headers;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Recipes;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

/// <summary>What is in a concept's file, and what its creator lets others do with it.</summary>
public sealed class ConceptFileTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Everybody_sees_every_tensor_with_its_norm_and_what_the_header_says()
    {
        var ada = await _hub.ConceptAsync("Ada");

        var page = await _hub.Visitor().GetAsync("/" + ConceptAddress.File(ada.Card, 1));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var told in new[] { ada.Versions[0].AdapterBlob, SeedFolders.Plan.Hash, "mid_block.attentions.0.transformer_blocks.0.attn1.to_q", "[1, 8]", "F32", "0.02828", "blocklora.tokens" })
            Assert.Contains(told, page.Text, StringComparison.Ordinal); // 0.01 eight times: the root of 0.0008
        Assert.Contains("57 of 57 tensors", page.Text, StringComparison.Ordinal);
        Assert.Contains("/versions/1/adapter", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_are_found_by_parts_of_their_names()
    {
        var address = "/" + ConceptAddress.File((await _hub.ConceptAsync("Ada")).Card, 1);

        var some = await _hub.Visitor().GetAsync(address + "?find=mid_block+to_k");
        var none = await _hub.Visitor().GetAsync(address + "?find=%3Cscript%3E");

        Assert.Contains("2 of 57 tensors", some.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("up_blocks", some.Text, StringComparison.Ordinal);
        Assert.Contains("No tensor has that in its name", none.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>\"", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_page_for_a_version_or_concept_that_is_not_there()
    {
        var ada = await _hub.ConceptAsync("Ada");

        var version = await _hub.Visitor().GetAsync("/" + ConceptAddress.File(ada.Card, 2));
        var concept = await _hub.Visitor().GetAsync($"/concepts/{Guid.NewGuid()}/ada/versions/1/file");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (version.Status, concept.Status));
    }

    [Fact]
    public async Task What_the_creator_keeps_is_refused_with_a_sentence_and_shown_on_the_pages()
    {
        await _hub.ModelAsync();
        var creator = await _hub.MemberAsync("Keeper");
        var stranger = await _hub.MemberAsync("Other");
        await _hub.GiveAsync("ada-lark", "Keeper");
        var (recipe, _) = await _hub.RecipeAsync("Other", "Two", ("Ada", 1), ("Tin", 1));
        await KeepAsync("Keeper", "Ada", HubUse.Draw);
        var ada = await _hub.ConceptAsync("Ada");
        var download = "/" + ConceptAddress.Download(ada.Card.Id, 1);

        var (mine, theirs, visitors) = (await creator.GetAsync(download), await stranger.GetAsync(download), await _hub.Visitor().GetAsync(download));
        var page = await stranger.GetAsync("/" + ConceptAddress.Of(ada.Card));
        var recipePage = await stranger.GetAsync("/" + RecipeAddress.Of(recipe));
        var export = await stranger.GetAsync("/" + RecipeAddress.Export([new RecipeEntry(ada.Card.Id, 1, 1)], ExportFormat.Kohya));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (mine.Status, theirs.Status, visitors.Status));
        Assert.Contains("does not let others download its file", theirs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/versions/1/adapter", page.Text, StringComparison.Ordinal);
        Assert.Contains("Its creator does not let others download its file.", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-use=\"Merge\"", recipePage.Text, StringComparison.Ordinal);
        Assert.Contains("not because of Ada Lark by Keeper", recipePage.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, export.Status);
        Assert.Contains("does not let others export it for other programs", export.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_fetched_in_pieces_is_one_download()
    {
        await _hub.ModelAsync();
        var before = await _hub.ConceptAsync("Tin");
        var visitor = _hub.Visitor();

        foreach (var (from, to) in new[] { (0, 99), (100, 199), (200, 299) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/" + ConceptAddress.Download(before.Card.Id, 1));
            request.Headers.Range = new RangeHeaderValue(from, to);
            using var piece = await visitor.Client.SendAsync(request, Token);
            Assert.Equal((HttpStatusCode.PartialContent, 100), (piece.StatusCode, (await piece.Content.ReadAsByteArrayAsync(Token)).Length));
        }

        Assert.Equal(before.Usage.Downloads + 1, (await _hub.ConceptAsync("Tin")).Usage.Downloads);
    }

    [Fact]
    public async Task Creator_ticks_what_others_may_do()
    {
        var creator = await _hub.MemberAsync("Ticker");
        await _hub.GiveAsync("tin-robot", "Ticker");
        var tin = await _hub.ConceptAsync("Tin");
        var edit = $"/concepts/{tin.Card.Id}/edit";

        var form = await creator.GetAsync(edit);
        await creator.SubmitAsync(edit, "Input.Name", new() { ["Input.Name"] = "Tin Robot", ["Input.Description"] = "", ["Input.AgeRating"] = "Everyone", ["Input.Uses.Draw"] = "true", ["Input.Uses.Merge"] = "true" });

        Assert.Contains("name=\"Input.Uses.Download\"", form.Text, StringComparison.Ordinal);
        Assert.Equal(HubUse.Draw | HubUse.Merge, (await _hub.ConceptAsync("Tin")).Licence.Uses);
        await creator.SubmitAsync(edit, "Input.Name", new() { ["Input.Name"] = "Tin Robot", ["Input.Description"] = "", ["Input.AgeRating"] = "Everyone" });
        Assert.Equal(HubUse.None, (await _hub.ConceptAsync("Tin")).Licence.Uses);
    }

    private async Task KeepAsync(string creator, string concept, HubUse uses)
    {
        var id = (await _hub.Services.GetRequiredService<Members>().FindAsync(creator, Token))!.Id;
        var found = await _hub.ConceptAsync(concept);
        var edit = new ConceptEdit(found.Card.Name, found.Description, "", Licence.Open with { Uses = uses }, AgeRating.Everyone);
        Assert.IsType<ActionResult.Done>(await _hub.Services.GetRequiredService<Catalog.Concepts>().DescribeAsync(new Actor(id, creator, []), found.Card.Id, edit, Token));
    }
}
