using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

/// <summary>A hub whose device is drawn by hand; everything between the page and the device is real.</summary>
public class LiveHub : TestHub
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal HandDevice Device { get; } = new();
    internal JobControl Control => Services.GetRequiredService<JobControl>();
    internal LiveFeed Feed => Services.GetRequiredService<LiveFeed>();
    internal Catalog.Jobs Jobs => Services.GetRequiredService<Catalog.Jobs>();

    protected override void Replace(IServiceCollection services) => services.AddSingleton(new DeviceThread(() => Device));

    public async Task<InstalledModel> ModelAsync() => (await Services.GetRequiredService<BaseModelGate>().WaitAsync(Token)).Installed;

    public async Task<Actor> SignedUpAsync(string name)
    {
        await MemberAsync(name);
        return await ActorOfAsync(name);
    }

    public async Task<Guid> DrawAsync(Actor actor, string prompt = "a house", int steps = 6, int count = 1) =>
        Assert.IsType<SubmitResult.Queued>(await OrderAsync(actor, new PictureSettings { Prompt = prompt, Steps = steps, Seed = 40 }, count)).JobId;

    internal async Task<SubmitResult> OrderAsync(Actor actor, PictureSettings settings, int count = 1) =>
        await Control.DrawAsync(actor, await ModelAsync(), new Composition { Settings = settings, Count = count }, Token);

    /// <summary>Watches as a page does, until the job is over.</summary>
    /// <returns>Every state that the page was shown.</returns>
    internal async Task<IReadOnlyList<JobView>> WatchAsync(Actor actor, Guid jobId)
    {
        var seen = new List<JobView>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = await Feed.WatchAsync(actor, jobId, view =>
        {
            seen.Add(view);
            if (view.IsOver) over.TrySetResult();
            return Task.CompletedTask;
        }, Token);
        Assert.NotNull(watch);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        return seen;
    }
}
