namespace ConceptHub.Catalog;

/// <summary>Proof that a worker holds a job: <see cref="Attempt"/> fences off everyone who held it before.</summary>
public sealed record JobLease(Guid JobId, int Attempt);

/// <summary>A job handed to a worker. The lease must be renewed before <see cref="Until"/>.</summary>
public sealed record LeasedJob(JobLease Lease, Guid Owner, JobOrder Order, DateTimeOffset Until)
{
    /// <summary>Since it was asked for.</summary>
    public TimeSpan Waited { get; init; }
}

/// <summary>Where a running job stands. <see cref="Left"/> is null while unknown.</summary>
public sealed record JobProgress(int Step, int Of, string Phase, TimeSpan? Left);

public sealed record JobMetricPoint(int Step, double Loss, double? EraseLoss);

/// <param name="Step">Training step of the sample.</param>
/// <param name="Blob">The picture in the blob store.</param>
public sealed record JobSamplePicture(int Step, string Blob);

/// <summary>One line of "my jobs".</summary>
public sealed record JobSummary
{
    public required Guid Id { get; init; }
    public required Guid Owner { get; init; }
    public required JobKind Kind { get; init; }
    public required JobState State { get; init; }

    /// <summary>The prompt, or the trigger word with its class.</summary>
    public required string Title { get; init; }
    public required int Attempt { get; init; }
    public required JobProgress Progress { get; init; }
    public required JobFailure? Failure { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
}

/// <param name="Code">Stable, for programs: <c>out-of-memory</c>.</param>
/// <param name="Sentence">For the member.</param>
public sealed record JobFailure(string Code, string Sentence);

/// <summary>All that a reloaded page needs to show a job as if it had watched from the start.</summary>
public sealed record JobDetails(
    JobSummary Summary, JobOrder Order, JobOutcome? Outcome,
    IReadOnlyList<JobMetricPoint> Metrics, IReadOnlyList<JobSamplePicture> Samples);

/// <param name="Ahead">Jobs that wait too and will be begun before this one.</param>
/// <param name="ExpectedStart">From measured durations; null when nothing was measured yet.</param>
public sealed record JobPosition(int Ahead, DateTimeOffset? ExpectedStart);

/// <summary>Limits per member and the patience with workers; section <c>Hub:Jobs</c> of the settings.</summary>
public sealed record JobLimits
{
    /// <summary>Unfinished jobs of one kind that one member may have; default 6 pictures.</summary>
    public int GenerationsPerMember { get; init; } = 6;

    /// <summary>The same of trainings, of projections of LoRAs, of settlings of recipes, and of measurings of concepts; default 3 of each.</summary>
    public int TrainingsPerMember { get; init; } = 3;

    /// <summary>After so many hand-outs an unfinished job fails instead of being tried again.</summary>
    public int Attempts { get; init; } = 5;
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a reserved number waits for its job before others may take it.</summary>
    public TimeSpan ReservationLease { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A sentence about what is wrong with it, or null.</summary>
    public string? Problem =>
        Math.Min(GenerationsPerMember, Math.Min(TrainingsPerMember, Attempts)) < 1 ? "Hub:Jobs: GenerationsPerMember, TrainingsPerMember and Attempts are at least 1."
        : Lease < TimeSpan.FromSeconds(10) || ReservationLease < TimeSpan.FromMinutes(1) ? "Hub:Jobs: Lease is at least 00:00:10, and ReservationLease at least 00:01:00."
        : null;
}
