using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What a member may do so many times within a day. Each answers with a sentence that says when it goes on, or null.</summary>
internal static class DayLimits
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="moments">When the member did it.</param>
    /// <param name="thing">What is written, as in "comment".</param>
    public static async Task<string?> ProblemAsync(IQueryable<DateTimeOffset> moments, int most, string thing, DateTimeOffset now, CancellationToken cancellation)
    {
        // The one that has to be over before the next may come.
        var last = most <= 0 ? now : await moments.OrderByDescending(at => at).Skip(most - 1).Select(at => (DateTimeOffset?)at).FirstOrDefaultAsync(cancellation);
        return last + Day is { } free && free > now ? $"You wrote {(most == 1 ? $"one {thing}" : $"{most} {thing}s")} within a day, which is the most. Please try again in {Wait(free - now)}." : null;
    }

    /// <summary>Counts the minutes of trainings that run, or ended within a day.</summary>
    public static async Task<string?> TrainingProblemAsync(HubDbContext hub, Actor actor, int mostMinutes, DateTimeOffset now, CancellationToken cancellation)
    {
        var since = now - Day;
        var ran = await hub.Jobs.Where(j => j.OwnerId == actor.Id && j.Kind == JobKind.Train && j.StartedAt != null && (j.FinishedAt == null || j.FinishedAt > since))
            .OrderBy(j => j.FinishedAt == null).ThenBy(j => j.FinishedAt).Select(j => new { Began = j.StartedAt!.Value, Ended = j.FinishedAt ?? now }).ToListAsync(cancellation);
        var (used, most) = (ran.Aggregate(TimeSpan.Zero, (sum, job) => sum + (job.Ended - job.Began)), TimeSpan.FromMinutes(mostMinutes));
        if (used < most) return null;

        var (left, free) = (used, now + Day);
        foreach (var job in ran)
        {
            left -= job.Ended - job.Began;
            if (left >= most) continue;
            free = job.Ended + Day;
            break;
        }

        return $"Your trainings took {(int)used.TotalMinutes} minutes within a day, of {mostMinutes} that you have. Please start this one in {Wait(free - now)}.";
    }

    private static string Wait(TimeSpan wait) => wait.TotalMinutes <= 1 ? "a minute" : wait.TotalHours <= 1 ? $"{Math.Ceiling(wait.TotalMinutes)} minutes" : $"{Math.Ceiling(wait.TotalHours)} hours";
}
