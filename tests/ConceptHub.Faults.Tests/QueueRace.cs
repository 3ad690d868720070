using System.Collections.Concurrent;
using System.Diagnostics;
using ConceptHub.Catalog;
using ConceptHub.Web.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Faults.Tests;

/// <summary>
/// Several workers on one queue, each a process of its own. Their leases are short, and again and again one of them is paused until its
/// lease is over and goes on then, as a machine does that was asleep: what it says of its job must not count, whoever took the job over.
/// Without the fence (the number of the attempt) it would.
/// </summary>
/// <param name="Without">Take the fence out, to see that it is missed.</param>
internal sealed record QueueRace(int Jobs, int Workers, int Seed, bool Without = false)
{
    private const int Members = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5), BetweenPauses = TimeSpan.FromMilliseconds(100);
    private static readonly InstalledModel Model = InstalledModel.From(SeedFolders.Plan, SeedFolders.Code);

    private readonly ConcurrentQueue<string> _problems = [];
    private int _late, _ended, _pauses;

    /// <returns>What is wrong; nothing when every job ended once.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TextWriter log, CancellationToken cancellation)
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("concepthub-race-").FullName);
        try
        {
            await using var services = QueueWorker.Services(home, Without);
            await services.GetRequiredService<HubSetup>().MigrateAsync(cancellation);
            var accepted = await SubmitAsync(services, cancellation);
            await WorkAsync(home, cancellation);
            Look(home, accepted);
            await log.WriteLineAsync($"race.jobs {accepted.Count}, race.workers {Workers}, race.pauses {_pauses}, race.late {_late}, race.ended {_ended}, race.problems {_problems.Count} (seed {Seed}, {(Without ? "without" : "with")} the fence)");
            return [.. _problems];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(home.Root, recursive: true);
        }
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

    private async Task WorkAsync(HubHome home, CancellationToken cancellation)
    {
        var workers = Enumerable.Range(0, Workers).Select(worker => Start(home, worker)).ToList();
        try
        {
            var end = Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync(cancellation)));
            await PauseAsync(workers, end, cancellation);
            await end.WaitAsync(Patience, cancellation);
            foreach (var worker in workers.Where(w => w.ExitCode != 0)) _problems.Enqueue($"A worker ended with {worker.ExitCode}.");
        }
        finally
        {
            foreach (var worker in workers)
            {
                if (!worker.HasExited) worker.Kill();
                worker.Dispose();
            }
        }
    }

    private Process Start(HubHome home, int number)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(QueueRace).Assembly.Location, QueueWorker.Argument, home.Root, $"{Seed * 1000 + number}", $"{Without}"]) { RedirectStandardOutput = true };
        var worker = new Process { StartInfo = start };
        worker.OutputDataReceived += (_, line) =>
        {
            if (line.Data == QueueWorker.Ended) Interlocked.Increment(ref _ended);
            if (line.Data == QueueWorker.Late) Interlocked.Increment(ref _late);
        };
        worker.Start();
        worker.BeginOutputReadLine();
        return worker;
    }

    // One at a time, wherever in its work it is: it may hold a job, or the database.
    private async Task PauseAsync(List<Process> workers, Task end, CancellationToken cancellation)
    {
        var random = new Random(Seed);
        for (var waited = Stopwatch.StartNew(); !end.IsCompleted && waited.Elapsed < Patience;)
        {
            await Task.Delay(BetweenPauses, cancellation);
            var worker = workers[random.Next(Workers)];
            if (!await SignalAsync("-STOP", worker, cancellation)) continue;
            await Task.Delay(QueueWorker.Lease * 2, cancellation);
            await SignalAsync("-CONT", worker, cancellation);
            _pauses++;
        }
    }

    private static async Task<bool> SignalAsync(string signal, Process worker, CancellationToken cancellation)
    {
        if (worker.HasExited) return false;
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, $"{worker.Id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync(cancellation);
        return kill.ExitCode == 0;
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
}
