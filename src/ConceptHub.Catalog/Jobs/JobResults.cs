using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>Answer to an order for a job.</summary>
public abstract record SubmitResult
{
    private SubmitResult() { }

    public sealed record Queued(Guid JobId) : SubmitResult;

    /// <summary>Every problem as one sentence.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems) : SubmitResult;

    /// <param name="Limit">Unfinished jobs of this kind that a member may have.</param>
    public sealed record TooManyWaiting(int Limit) : SubmitResult;

    public sealed record Suspended : SubmitResult;

    public T Match<T>(Func<Queued, T> queued, Func<Refused, T> refused, Func<TooManyWaiting, T> tooManyWaiting, Func<Suspended, T> suspended) => this switch
    {
        Queued it => queued(it),
        Refused it => refused(it),
        TooManyWaiting it => tooManyWaiting(it),
        Suspended it => suspended(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Answer to a worker that speaks about a job it believes to hold.</summary>
public abstract record LeaseResult
{
    private LeaseResult() { }

    /// <summary>Recorded; the lease (if the job still runs) lasts until then.</summary>
    public sealed record Held(DateTimeOffset Until) : LeaseResult;

    /// <summary>The job was cancelled, finished or given to another worker: stop, nothing was recorded.</summary>
    public sealed record Lost(JobState Now) : LeaseResult;

    public T Match<T>(Func<Held, T> held, Func<Lost, T> lost) => this switch
    {
        Held it => held(it),
        Lost it => lost(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Answer to a worker's last word. Saying it twice is <see cref="Finished"/> twice.</summary>
public abstract record FinishResult
{
    private FinishResult() { }

    public sealed record Finished(JobState State) : FinishResult;

    public sealed record LeaseLost(JobState Now) : FinishResult;

    public T Match<T>(Func<Finished, T> finished, Func<LeaseLost, T> leaseLost) => this switch
    {
        Finished it => finished(it),
        LeaseLost it => leaseLost(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Answer to a wish to cancel.</summary>
public abstract record CancelResult
{
    private CancelResult() { }

    /// <param name="Attempt">The attempt that was running and must be told; null when it only waited.</param>
    public sealed record Cancelled(int? Attempt) : CancelResult;

    public sealed record AlreadyFinished(JobState State) : CancelResult;

    /// <summary>No such job, or somebody else's: the two are not told apart.</summary>
    public sealed record NotFound : CancelResult;

    public T Match<T>(Func<Cancelled, T> cancelled, Func<AlreadyFinished, T> alreadyFinished, Func<NotFound, T> notFound) => this switch
    {
        Cancelled it => cancelled(it),
        AlreadyFinished it => alreadyFinished(it),
        NotFound it => notFound(it),
        _ => throw new UnreachableException(),
    };
}
