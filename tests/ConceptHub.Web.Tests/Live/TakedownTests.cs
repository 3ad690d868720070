using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

/// <summary>What a moderator takes out of use is not drawn on, and whoever looks at the job is told.</summary>
public sealed class TakedownTests : IAsyncLifetime
{
    private readonly OneAtATime _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Takedown_is_told_to_whoever_watches_what_is_drawn_and_what_waits()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var tin = (await _hub.ConceptAsync("Tin")).Card.Id;
        var running = await OrderAsync(ana, tin);
        while (_hub.Device.LastStep < 2) await Task.Delay(20, Token);
        var waiting = await OrderAsync(ben, tin);
        var seen = Task.WhenAll(_hub.WatchAsync(ana, running), _hub.WatchAsync(ben, waiting));

        await _hub.Services.GetRequiredService<Catalog.Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, tin), "Not yours.", Token);

        Assert.All(await seen, views => Assert.Equal((JobState.Failed, "taken-down"), (views[^1].Summary.State, views[^1].Summary.Failure?.Code)));
        foreach (var member in new[] { ana, ben }) Assert.Empty((await _hub.Services.GetRequiredService<Pictures>().MineAsync(member, 1, Token)).Items);
    }

    private async Task<Guid> OrderAsync(Actor actor, Guid concept)
    {
        var composition = new Composition { Settings = new PictureSettings { Prompt = "a robot", Steps = 150 }, Recipe = [new RecipeEntry(concept, 1, 1)] };
        return Assert.IsType<SubmitResult.Queued>(await _hub.Control.DrawAsync(actor, await _hub.ModelAsync(), composition, Token)).JobId;
    }

    private sealed class OneAtATime : LiveHub
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Engine:DrawingsAtOnce"] = "1" };
    }
}
