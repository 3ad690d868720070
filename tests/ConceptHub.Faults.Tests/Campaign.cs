using System.Globalization;

namespace ConceptHub.Faults.Tests;

/// <param name="Cycles">How often the site is killed.</param>
/// <param name="JobsPerCycle">Accepted in each life, unless it dies before.</param>
/// <param name="Seed">The same seed kills at the same points.</param>
internal sealed record CampaignPlan(int Cycles, int JobsPerCycle, int Seed, MissingGuard Without = MissingGuard.None, Trouble Trouble = Trouble.None)
{
    /// <summary>After so many lives everything is ended and looked at, and at the end.</summary>
    public int CheckEvery { get; init; } = 25;

    /// <summary>It dies at the latest when it comes to its point for this time, or, at a moment of chance, after 21 ms for each pass: how long lives are.</summary>
    public int MostPasses { get; init; } = 120;

    public static CampaignPlan Read(IReadOnlyList<string> arguments)
    {
        var said = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair is [_, var value] ? value : throw new ArgumentException($"{pair[0]} needs a value."));
        return new CampaignPlan(Number("--cycles", 100), Number("--jobs", 100), Number("--seed", 1), Enum.Parse<MissingGuard>(said.GetValueOrDefault("--without", "None")), Enum.Parse<Trouble>(said.GetValueOrDefault("--trouble", "None")))
        {
            CheckEvery = Number("--check", 25),
            MostPasses = Number("--passes", 120),
        };

        int Number(string name, int usual) => said.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
    }
}

/// <summary>
/// Kills a site again and again, at random moments and at named points, and keeps a log of its own of all that was accepted. Then every
/// accepted job must have come to exactly one end, with exactly its picture, and no row or file may be without the other.
/// </summary>
internal static class Campaign
{
    private const long Memory = 1L << 30;   // three times what the site needs
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(2);

    /// <returns>0 when nothing was lost or doubled, else 1.</returns>
    public static async Task<int> RunAsync(CampaignPlan plan, TextWriter log, CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("concepthub-faults-").FullName;
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            var accepted = new AcceptedJobs();
            var problems = new List<string>();
            var deaths = new SortedDictionary<string, int>(StringComparer.Ordinal);
            using var group = plan.Trouble.HasFlag(Trouble.Memory) ? MemoryGroup.Create(Memory) ?? throw new NotSupportedException("Trouble with memory needs Linux control groups, and the right to make one (root).") : null;
            for (var cycle = 0; cycle < plan.Cycles && problems.Count == 0; cycle++)
            {
                var random = new Random(unchecked(plan.Seed * 1_000_003 + cycle));
                var died = await OneLifeAsync(plan, home, cycle, random, accepted, group, cancellation);
                deaths[died] = deaths.GetValueOrDefault(died) + 1;
                if ((cycle + 1) % plan.CheckEvery != 0 && cycle + 1 != plan.Cycles) continue;
                problems.AddRange(await EndAndLookAsync(plan, home, accepted, cancellation));
                await log.WriteLineAsync(FormattableString.Invariant($"{cycle + 1} lives, {accepted.Count} accepted jobs, {problems.Count} problems, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s"));
            }

            if (group is not null) await log.WriteLineAsync($"killed for want of memory: {group.Killed}");
            await log.WriteLineAsync("deaths: " + string.Join(", ", deaths.Select(of => $"{of.Key} {of.Value}")));
            foreach (var problem in problems.Take(20)) await log.WriteLineAsync(problem);
            await log.WriteLineAsync(FormattableString.Invariant($"faults.lives {deaths.Values.Sum()}, faults.accepted {accepted.Count}, faults.cancelled {accepted.CancelledCount}, faults.problems {problems.Count} (seed {plan.Seed}, without {plan.Without}, trouble {plan.Trouble})"));
            return problems.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<string> OneLifeAsync(CampaignPlan plan, string home, int cycle, Random random, AcceptedJobs accepted, MemoryGroup? group, CancellationToken cancellation)
    {
        var points = Enum.GetValues<KillPoint>().Where(p => group is null || p != KillPoint.None).ToArray();
        var point = points[random.Next(points.Length)];   // None: at a moment of chance
        var site = new SitePlan(home, plan.JobsPerCycle, cycle * plan.JobsPerCycle, point, 1 + random.Next(plan.MostPasses), plan.Without, plan.Trouble);
        var moment = TimeSpan.FromMilliseconds(random.Next(50, Math.Max(51, plan.MostPasses * 2500 / 120)));
        using var life = new SiteLife(site, accepted.Hear, group?.Starter);
        await life.ReadyAsync(LongestLife, cancellation);
        if (point == KillPoint.None) await life.KillAfterAsync(moment, cancellation);
        return await life.EndedAsync(LongestLife, cancellation) ? "by itself" : point == KillPoint.None ? "at a moment of chance" : point.ToString();
    }

    private static async Task<IReadOnlyList<string>> EndAndLookAsync(CampaignPlan plan, string home, AcceptedJobs accepted, CancellationToken cancellation)
    {
        using var life = new SiteLife(new SitePlan(home, 0, 0, KillPoint.None, 0, plan.Without, Trouble.None), accepted.Hear);
        await life.ReadyAsync(LongestLife, cancellation);
        var isOver = await life.EndedAsync(plan.Without == MissingGuard.Requeue ? TimeSpan.FromSeconds(15) : LongestLife, cancellation);
        var found = LeftState.Look(home, accepted, mayFail: plan.Trouble.HasFlag(Trouble.Device));
        return isOver ? found : ["Some jobs never ended.", .. found];
    }
}
