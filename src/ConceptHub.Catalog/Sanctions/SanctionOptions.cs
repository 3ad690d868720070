namespace ConceptHub.Catalog;

/// <summary>Section <c>Sanctions</c> of the settings: how long points of strikes count, what they come to, and how long a decision may be appealed.</summary>
public sealed record SanctionOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Points of a strike count for so long.</summary>
    public TimeSpan PointsLast { get; init; } = TimeSpan.FromDays(90);

    /// <summary>At so many points the member is muted.</summary>
    public int MuteAt { get; init; } = 3;

    public TimeSpan MuteFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>At so many points the member is suspended.</summary>
    public int SuspendAt { get; init; } = 6;

    public TimeSpan SuspendFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>At so many points the member is banned, which has no end.</summary>
    public int BanAt { get; init; } = 10;

    /// <summary>A decision may be appealed for so long.</summary>
    public TimeSpan AppealWithin { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A sentence about a setting that makes no sense; null when all do.</summary>
    public string? Problem =>
        new[] { PointsLast, MuteFor, SuspendFor, AppealWithin }.Any(span => span <= TimeSpan.Zero || span > Longest)
            ? "Settings: PointsLast, MuteFor, SuspendFor and AppealWithin of the section Sanctions have to be longer than nothing and at most ten years. Seven days are written 7.00:00:00."
        : MuteAt < 1 || SuspendAt <= MuteAt || BanAt <= SuspendAt
            ? $"Settings: MuteAt ({MuteAt}), SuspendAt ({SuspendAt}) and BanAt ({BanAt}) of the section Sanctions have to rise, from 1 on."
        : null;

    /// <summary>The gravest sanction that so many points bring; null for none.</summary>
    internal SanctionKind? At(int points) =>
        points >= BanAt ? SanctionKind.Ban : points >= SuspendAt ? SanctionKind.Suspension : points >= MuteAt ? SanctionKind.Mute : null;

    internal int ThresholdOf(SanctionKind kind) => kind switch
    {
        SanctionKind.Mute => MuteAt,
        SanctionKind.Suspension => SuspendAt,
        SanctionKind.Ban => BanAt,
    };

    /// <summary>When a sanction that points bring ends; null for never.</summary>
    internal DateTimeOffset? EndOf(SanctionKind kind, DateTimeOffset now) => kind switch
    {
        SanctionKind.Mute => now + MuteFor,
        SanctionKind.Suspension => now + SuspendFor,
        SanctionKind.Ban => null,
    };
}
