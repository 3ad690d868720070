using System.Collections.Concurrent;
using System.Data.Common;
using ConceptHub.Catalog;
using ConceptHub.Web.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Faults.Tests;

/// <summary>
/// Several workers on one queue, whose leases are short and who sometimes sleep past them and then say that they are done: such a late
/// word must not count, whoever took the job over. Without the fence (the number of the attempt) it would.
/// </summary>
/// <param name="Without">Take the fence out, to see that it is missed.</param>
internal sealed record QueueRace(int Jobs, int Workers, int Seed, bool Without = false)
{
    private const int Members = 10, SleepsOf = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(400), Sleep = TimeSpan.FromMilliseconds(900);
    private static readonly InstalledModel Model = InstalledModel.From(SeedFolders.Plan, SeedFolders.Code);

    private readonly ConcurrentQueue<string> _problems = [];
    private int _late, _ended;

    /// <returns>What is wrong; nothing when every job ended once.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TextWriter log, CancellationToken cancellation)
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("concepthub-race-").FullName);
        try
        {
            await using var services = Services(home);
            await services.GetRequiredService<HubSetup>().MigrateAsync(cancellation);
            var accepted = await SubmitAsync(services, cancellation);
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(services, worker, cancellation), cancellation)));
            Look(home, accepted);
            await log.WriteLineAsync($"race.jobs {accepted.Count}, race.workers {Workers}, race.late {_late}, race.ended {_ended}, race.problems {_problems.Count} (seed {Seed}, {(Without ? "without" : "with")} the fence)");
            return [.. _problems];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(home.Root, recursive: true);
        }
    }

    private ServiceProvider Services(HubHome home)
    {
        var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = home, Limits = new JobLimits { GenerationsPerMember = int.MaxValue, Attempts = int.MaxValue, Lease = Lease } });
        if (Without) services.AddSingleton(new DbContextOptionsBuilder<SqliteHubDbContext>(SqliteHubDbContext.Options(home.DatabaseFile)).AddInterceptors(new NoFence()).Options);
        return services.BuildServiceProvider();
    }

    private async Task<HashSet<Guid>> SubmitAsync(ServiceProvider services, CancellationToken cancellation)
    {
        var members = new List<Actor>();
        await using (var hub = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellation))
        {
            for (var i = 0; i < Members; i++)
            {
                var member = new Member { Id = Guid.CreateVersion7(), UserName = $"member{i}", NormalizedUserName = $"MEMBER{i}", DisplayName = "", CreatedAt = DateTimeOffset.UtcNow };
                hub.Users.Add(member);
                members.Add(new Actor(member.Id, member.UserName, []));
            }

            await hub.SaveChangesAsync(cancellation);
        }

        var accepted = new HashSet<Guid>();
        for (var i = 0; i < Jobs; i++)
        {
            var composition = new Composition { Settings = new PictureSettings { Prompt = "a house", Seed = i } };
            if (await services.GetRequiredService<Composer>().SubmitAsync(members[i % Members], Model, composition, cancellation) is SubmitResult.Queued queued) accepted.Add(queued.JobId);
            else _problems.Enqueue($"Job {i} was refused.");
        }

        return accepted;
    }

    private async Task WorkAsync(ServiceProvider services, int worker, CancellationToken cancellation)
    {
        var (leases, endings, blobs) = (services.GetRequiredService<JobLeases>(), services.GetRequiredService<JobEndings>(), services.GetRequiredService<FileBlobStore>());
        var random = new Random(unchecked(Seed * 1_000_003 + worker));
        while (Volatile.Read(ref _ended) < Jobs)
        {
            await endings.RequeueExpiredAsync(cancellation);
            if (await leases.NextAsync($"worker {worker}", cancellation) is not { } job)
            {
                await Task.Delay(5, cancellation);
                continue;
            }

            var sleeps = random.Next(SleepsOf) == 0;
            if (sleeps) await Task.Delay(Sleep, cancellation);
            var blob = await blobs.PutAsync(Guid.NewGuid().ToByteArray(), cancellation);
            var said = await endings.FinishGenerationAsync(job.Lease, [blob], cancellation);
            if (said is FinishResult.Finished) Interlocked.Increment(ref _ended);
            else Interlocked.Increment(ref _late);
        }
    }

    private void Look(HubHome home, HashSet<Guid> accepted)
    {
        using var database = new SqliteConnection($"Data Source={home.DatabaseFile};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT Id, State, Attempt, (SELECT COUNT(*) FROM Pictures WHERE JobId = Jobs.Id) FROM Jobs";
        using var rows = command.ExecuteReader();
        var seen = 0;
        while (rows.Read())
        {
            seen++;
            if (rows.GetString(1) != "Succeeded" || rows.GetInt32(3) != 1) _problems.Enqueue($"Job {rows.GetString(0)} is {rows.GetString(1)} after {rows.GetInt32(2)} hand-outs, with {rows.GetInt32(3)} pictures.");
        }

        if (seen != accepted.Count) _problems.Enqueue($"{accepted.Count} jobs were accepted, {seen} are there.");
        if (_ended != Jobs) _problems.Enqueue($"{_ended} workers were told that they ended one of {Jobs} jobs.");
        if (!Without && _late == 0) _problems.Enqueue("Nobody was late: nothing was tried.");
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
