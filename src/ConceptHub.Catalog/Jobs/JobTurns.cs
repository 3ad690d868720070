namespace ConceptHub.Catalog;

/// <summary>A job that waits, and since when its owner was not served.</summary>
internal sealed record WaitingJob(Guid Id, Guid Owner, JobKind Kind, DateTimeOffset CreatedAt, DateTimeOffset? OwnerServedAt);

/// <summary>The fair order: members take turns, whoever was served least recently first; a member's own jobs go in order.</summary>
internal static class JobTurns
{
    public static IReadOnlyList<WaitingJob> InOrder(IEnumerable<WaitingJob> waiting)
    {
        var lines = waiting
            .GroupBy(job => job.Owner)
            .Select(jobs => jobs.OrderBy(job => job.CreatedAt).ThenBy(job => job.Id).ToArray())
            .OrderBy(line => line[0].OwnerServedAt ?? DateTimeOffset.MinValue)
            .ThenBy(line => line[0].CreatedAt)
            .ThenBy(line => line[0].Id)
            .ToArray();

        // Everybody's first job in that order, then everybody's second: being served sends a member to the end.
        return [.. lines
            .SelectMany((line, place) => line.Select((job, round) => (job, round, place)))
            .OrderBy(turn => turn.round).ThenBy(turn => turn.place)
            .Select(turn => turn.job)];
    }
}
