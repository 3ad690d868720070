using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Moves of a job row that several services share; each runs inside the caller's write transaction.</summary>
internal static class JobDesk
{
    public static string Key(Guid jobId) => jobId.ToString("N");

    /// <summary>Why this member may not submit now, or null.</summary>
    public static async Task<SubmitResult?> RefusalAsync(HubDbContext hub, Actor actor, JobKind kind, JobLimits limits, CancellationToken cancellation)
    {
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new SubmitResult.Suspended();

        var limit = kind == JobKind.Generate ? limits.GenerationsPerMember : limits.TrainingsPerMember;
        var waiting = await hub.Jobs.CountAsync(
            j => j.OwnerId == actor.Id && j.Kind == kind && (j.State == JobState.Queued || j.State == JobState.Running), cancellation);
        return waiting >= limit ? new SubmitResult.TooManyWaiting(limit) : null;
    }

    /// <summary>Ends an unfinished job that has no result: its number and its draft are free again.</summary>
    /// <returns>False when the job was not as expected any more.</returns>
    public static async Task<bool> EndAsync(HubDbContext hub, IQueryable<Job> expected, Guid jobId, JobEnd end, CancellationToken cancellation)
    {
        var (code, sentence) = (end.Failure?.Code, end.Failure?.Sentence);
        var ended = await expected.ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, end.State)
            .SetProperty(j => j.FinishedAt, (DateTimeOffset?)end.At)
            .SetProperty(j => j.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(j => j.SecondsLeft, (double?)null)
            .SetProperty(j => j.FailureCode, code)
            .SetProperty(j => j.FailureSentence, sentence), cancellation);
        if (ended == 0) return false;

        await Slots.ReleaseAsync(hub, Key(jobId), cancellation);
        await hub.Drafts.Where(d => d.JobId == jobId && d.State == DraftState.Training)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DraftState.Draft).SetProperty(d => d.TriggerKey, (string?)null), cancellation);
        return true;
    }
}

/// <summary>How and when a job ends without a result.</summary>
internal sealed record JobEnd(JobState State, DateTimeOffset At, JobFailure? Failure = null);
