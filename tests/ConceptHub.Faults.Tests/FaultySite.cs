using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;
using ConceptHub.Web.Tests.Live;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConceptHub.Faults.Tests;

/// <summary>
/// The real program with real SQLite and real files, whose device draws a colour at once. Five members order pictures; every accepted
/// job is told on the standard output, which whoever started it keeps: what this process remembers dies with it.
/// </summary>
internal static class FaultySite
{
    public const string Accepted = "accepted", Cancelled = "cancelled", Ready = "ready", Over = "over";

    private const int Members = 5, CancelledOf = 10, LongestQueue = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), Later = TimeSpan.FromDays(2);

    public static async Task<int> RunAsync(SitePlan plan)
    {
        var trap = new Trap(plan.Point, plan.At, plan.Trouble.HasFlag(Trouble.Memory));
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("Hub:Home", plan.Home)
            .ConfigureLogging(logs => logs.ClearProviders())
            .ConfigureTestServices(services => Replace(services, plan, trap)));
        var services = factory.Services;
        var model = (await services.GetRequiredService<BaseModelGate>().WaitAsync(CancellationToken.None)).Installed;
        var members = await Task.WhenAll(Enumerable.Range(0, Members).Select(i => MemberAsync(services, $"member{i}")));
        Say(Ready);
        trap.Open();
        using var over = new CancellationTokenSource();
        var troubles = Troubles.Begin(services, plan, over.Token);

        var next = -1;
        await Task.WhenAll(members.Select(member => OrderAsync(services, model, member, plan, () => Interlocked.Increment(ref next))));
        await UntilNothingWaitsAsync(services);
        await over.CancelAsync();
        await troubles;
        if (plan.Jobs == 0) await TidyAsync(services);
        Say(Over);
        return 0;
    }

    private static void Replace(IServiceCollection services, SitePlan plan, Trap trap)
    {
        var device = new HandDevice { StepMilliseconds = 0 };
        services.AddSingleton(device).AddSingleton(new DeviceThread(() => device));
        if (plan.Trouble.HasFlag(Trouble.Clock)) services.AddSingleton<TimeProvider>(new JumpingClock(plan.FirstSeed));
        services.AddSingleton(new JobLimits { GenerationsPerMember = LongestQueue, Attempts = 1000 });
        services.AddSingleton<IJobTransport>(new TrappedTransport(new InProcessTransport(), trap));
        services.AddSingleton<IBlobStore>(provider => new TrappedBlobs(provider.GetRequiredService<FileBlobStore>(), trap, isLate: plan.Without == MissingGuard.FileFirst));
        services.AddSingleton(provider =>
        {
            var known = SqliteHubDbContext.Options(provider.GetRequiredService<HubHome>().DatabaseFile);
            var options = new DbContextOptionsBuilder<SqliteHubDbContext>(known).AddInterceptors(new CommitTrap(trap));
            if (plan.Without == MissingGuard.Requeue) options.AddInterceptors(new NoRequeue());
            if (plan.Without == MissingGuard.Flush) options.AddInterceptors(new NoFlush());
            return options.Options;
        });
    }

    private static async Task<Actor> MemberAsync(IServiceProvider services, string name)
    {
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
        var member = await users.FindByNameAsync(name);
        if (member is null)
        {
            member = new Member { Id = Guid.CreateVersion7(), UserName = name, DisplayName = name, CreatedAt = DateTimeOffset.UtcNow };
            if (await users.CreateAsync(member) is { Succeeded: false } refused) throw new InvalidOperationException(string.Join(' ', refused.Errors.Select(error => error.Description)));
        }

        return new Actor(member.Id, name, []);
    }

    private static async Task OrderAsync(IServiceProvider services, InstalledModel model, Actor member, SitePlan plan, Func<int> next)
    {
        var control = services.GetRequiredService<JobControl>();
        for (var i = next(); i < plan.Jobs; i = next())
        {
            var seed = plan.FirstSeed + i;
            var composition = new Composition { Settings = new PictureSettings { Prompt = "a house", Steps = 2, Seed = seed } };
            if (plan.Without == MissingGuard.RowFirst)
            {
                Say($"{Accepted} {Guid.CreateVersion7()} {seed}");
                await control.DrawAsync(member, model, composition, CancellationToken.None);
                continue;
            }

            SubmitResult result;
            while ((result = await control.DrawAsync(member, model, composition, CancellationToken.None)) is SubmitResult.TooManyWaiting) await Task.Delay(Look);
            if (result is not SubmitResult.Queued queued) throw new InvalidOperationException($"The job was answered with {result}.");
            Say($"{Accepted} {queued.JobId} {seed}");
            if (i % CancelledOf == 0 && await control.CancelAsync(member, queued.JobId, CancellationToken.None) is CancelResult.Cancelled) Say($"{Cancelled} {queued.JobId}");
        }
    }

    private static async Task UntilNothingWaitsAsync(IServiceProvider services)
    {
        var hubs = services.GetRequiredService<IDbContextFactory<HubDbContext>>();
        while (true)
        {
            await using (var hub = await hubs.CreateDbContextAsync())
                if (await hub.Database.SqlQuery<int>($"SELECT COUNT(*) AS \"Value\" FROM \"Jobs\" WHERE \"State\" IN ('Queued', 'Running')").SingleAsync() == 0) return;
            await Task.Delay(Look);
        }
    }

    // As two days from now, when every file that nothing refers to is old enough to go.
    private static async Task TidyAsync(IServiceProvider services)
    {
        var sweep = new BlobSweep(services.GetRequiredService<IDbContextFactory<HubDbContext>>(), services.GetRequiredService<FileBlobStore>(), new SanctionOptions(), new Ahead(Later));
        await sweep.RunAsync(CancellationToken.None);
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
