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
        var olga = new Actor((await _hub.Services.GetRequiredService<Members>().FindAsync("Olga", Token))!.Id, "Olga", []);
        await _hub.Services.GetRequiredService<Catalog.Concepts>().DeleteAsync(olga, deleted.Card.Id, Token);
        await _hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, hidden.Card.Id), "Copies a poster.", Token);
        var state = new ComposeState { Recipe = [new RecipeEntry(deleted.Card.Id, 1, 1), new RecipeEntry(hidden.Card.Id, 1, 1)] };

        var page = await owner.GetAsync(ComposeAddress.Of(state));

        Assert.Equal(
            ["“Ada Lark” was deleted by its creator. Please take it out of the recipe.", "“Blueprint” is hidden by a moderator and cannot be used now."],
            page.Page.QuerySelectorAll(".recipe [role=alert]").Select(problem => problem.TextContent));
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
