namespace ConceptHub.Catalog;

/// <summary>Section <c>Quotas</c> of the settings: how much one member may take of what all share.</summary>
public sealed record QuotaLimits
{
    public Quota Members { get; init; } = new();

    /// <summary>Of those who hold <see cref="HubPermission.HigherQuotas"/>.</summary>
    public Quota Trusted { get; init; } = new() { Megabytes = 10_000, TrainingMinutesPerDay = 960, CommentsPerDay = 500, ReportsPerDay = 200 };

    public Quota Of(Actor actor) => actor.May(HubPermission.HigherQuotas) ? Trusted : Members;
}

public sealed record Quota
{
    /// <summary>Files of one member, a million bytes each; default 2000: some thousand pictures.</summary>
    public int Megabytes { get; init; } = 2000;

    /// <summary>Of trainings that ended within a day, or run; default 240.</summary>
    public int TrainingMinutesPerDay { get; init; } = 240;

    /// <summary>Default 100; beside those within an hour (<see cref="Comments.MostPerHour"/>).</summary>
    public int CommentsPerDay { get; init; } = 100;

    /// <summary>Default 50.</summary>
    public int ReportsPerDay { get; init; } = 50;

    public long Bytes => Megabytes * 1_000_000L;
}
