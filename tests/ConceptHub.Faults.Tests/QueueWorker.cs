using System.Data.Common;
using ConceptHub.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Faults.Tests;

/// <summary>One worker of <see cref="QueueRace"/>: takes jobs and ends them until there are none left, and says of each whether its end was accepted.</summary>
internal static class QueueWorker
{
    public const string Argument = "worker", Ended = "ended", Late = "late";
    private const int LongestWork = 60;   // milliseconds
    public static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(400);

    public static async Task<int> RunAsync(HubHome home, int seed, bool without)
    {
        await using var services = Services(home, without);
        var (leases, endings, blobs) = (services.GetRequiredService<JobLeases>(), services.GetRequiredService<JobEndings>(), services.GetRequiredService<FileBlobStore>());
        var hubs = services.GetRequiredService<IDbContextFactory<HubDbContext>>();
        var random = new Random(seed);
        while (true)
        {
            await endings.RequeueExpiredAsync(CancellationToken.None);
            if (await leases.NextAsync($"worker {seed}", CancellationToken.None) is { } job)
            {
                await Task.Delay(random.Next(LongestWork));
                var blob = await blobs.PutAsync(Guid.NewGuid().ToByteArray(), CancellationToken.None);
                var said = await endings.FinishGenerationAsync(job.Lease, [blob], CancellationToken.None);
                Console.WriteLine(said is FinishResult.Finished ? Ended : Late);
                continue;
            }

            await using var hub = await hubs.CreateDbContextAsync();
            if (await hub.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM Jobs WHERE State IN ('Queued', 'Running')").SingleAsync() == 0) return 0;
            await Task.Delay(5);
        }
    }

    public static ServiceProvider Services(HubHome home, bool without)
    {
        var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = home, Limits = new JobLimits { GenerationsPerMember = int.MaxValue, Attempts = int.MaxValue, Lease = Lease } });
        if (without) services.AddSingleton(new DbContextOptionsBuilder<SqliteHubDbContext>(SqliteHubDbContext.Options(home.DatabaseFile)).AddInterceptors(new NoFence()).Options);
        return services.BuildServiceProvider();
    }

    // Whoever held the job last may end it, whoever holds it now.
    private sealed class NoFence : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith("UPDATE \"Jobs\"", StringComparison.Ordinal))
                command.CommandText = command.CommandText.Replace(" AND \"j\".\"Attempt\" = @lease_Attempt AND \"j\".\"State\" = 'Running'", "", StringComparison.Ordinal);
            return ValueTask.FromResult(result);
        }
    }
}
