using System.Net;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Jobs;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Compose;

public sealed class ComposePageTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Deleted_and_hidden_concepts_of_a_recipe_are_marked_with_the_reason()
    {
        await _hub.ModelAsync();
        var owner = await _hub.MemberAsync("Olga");
        var (deleted, hidden) = (await _hub.ConceptAsync("Ada"), await _hub.ConceptAsync("Blueprint"));
        foreach (var slug in new[] { "ada-lark", "blueprint" }) await _hub.GiveAsync(slug, "Olga");
        var olga = await _hub.ActorOfAsync("Olga");
        await _hub.Services.GetRequiredService<Catalog.Concepts>().DeleteAsync(olga, deleted.Card.Id, Token);
        await _hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, hidden.Card.Id), "Copies a poster.", Token);
        var state = new ComposeState { Recipe = [new RecipeEntry(deleted.Card.Id, 1, 1), new RecipeEntry(hidden.Card.Id, 1, 1)] };

        var page = await owner.GetAsync(ComposeAddress.Of(state));

        Assert.Equal(
            ["“Ada Lark” was deleted by its creator. Please take it out of the recipe.", "“Blueprint” is hidden by a moderator and cannot be used now."],
            page.Page.QuerySelectorAll(".recipe [role=alert]").Select(problem => problem.TextContent));
    }

    [Fact]
    public async Task Looks_are_named_by_the_owner_and_stand_beside_the_trigger_word_in_the_composer()
    {
        await _hub.ModelAsync();
        var (owner, ada) = (await _hub.MemberAsync("Olga"), await _hub.ConceptAsync("Ada"));
        await _hub.GiveAsync("ada-lark", "Olga");
        var form = new Dictionary<string, string> { ["Input.Name"] = "Ada Lark", ["Input.Description"] = "Drawn.", ["Input.AgeRating"] = "Everyone", ["Input.Uses.Draw"] = "True" };
        foreach (var (row, name, words) in new[] { (0, "Winter coat", "in a long red coat"), (1, "", ""), (2, "Suit", "in a suit"), (3, "", "") })
            (form[$"Input.Looks.Rows[{row}].Name"], form[$"Input.Looks.Rows[{row}].Words"]) = (name, words);

        var edit = $"/concepts/{ada.Card.Id}/edit";
        var page = await owner.SubmitAsync(edit, "Input.Name", form);
        var again = await owner.GetAsync(edit);
        var composer = await (await _hub.MemberAsync("Cleo")).GetAsync("/" + page.Page.QuerySelector(".looks a")!.GetAttribute("href"));

        Assert.Equal(["Winter coat", "Suit"], page.All(".looks small"));
        Assert.Equal(["in a long red coat", "in a suit"], page.All(".looks code"));
        Assert.Equal("<ada> person in a long red coat", page.Page.QuerySelector(".looks [data-copy]")!.GetAttribute("data-copy"));
        Assert.Equal(["Winter coat", "Suit", ""], new[] { 0, 1, 2 }.Select(row => again.Page.QuerySelector($"[name='Input.Looks.Rows[{row}].Name']")!.GetAttribute("value") ?? ""));
        Assert.Equal("a photo of <ada> person in a long red coat", composer.Page.GetElementById("prompt")!.TextContent);
        Assert.Equal(["<ada> person in a long red coat", "<ada> person in a suit"], composer.Page.QuerySelectorAll(".hub-chip.look").Select(chip => chip.GetAttribute("data-insert")));
        Assert.Single(composer.Page.QuerySelectorAll(".hub-chip.look.held"));
    }

    [Fact]
    public async Task Door_of_a_job_leads_its_owner_to_all_its_settings_and_nobody_else()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var job = await _hub.DrawAsync(ana, prompt: "a red house", steps: 2, count: 2);
        await _hub.WatchAsync(ana, job);
        var (browser, stranger) = (_hub.Visitor(), await _hub.MemberAsync("ben"));
        await browser.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "ana", ["Input.Password"] = TestHub.Password });

        var page = await browser.GetAsync(JobAddress.Of(job));
        var (state, _) = ComposeAddress.Read(new Uri("http://hub" + page.Path));

        Assert.Equal((job, "a red house", 2, 2), (state.JobId, state.Prompt, state.Steps, state.Count));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(JobAddress.Of(job))).Status);
    }
}
