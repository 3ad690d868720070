namespace ConceptHub.Catalog;

/// <summary>Section <c>Hub:Retention</c> of the settings: after how many days what is over is removed. 0 keeps it for good.</summary>
public sealed record RetentionOptions
{
    /// <summary>Whoever was away for a week still reads them.</summary>
    public const int LeastNoticeDays = 7;

    /// <summary>Whoever appeals, or looks for a pattern, needs them for a while.</summary>
    public const int LeastReportDays = 90;

    /// <summary>Pictures are the members' work: nobody loses them by a slip of a digit.</summary>
    public const int LeastPictureDays = 30;

    private const int MostDays = 36500;

    /// <summary>Reports after they were closed; default 730, at least 90. Open ones stay, and so do decisions and the audit.</summary>
    public int ClosedReportDays { get; init; } = 730;

    /// <summary>Notices, read or not; default 365, at least 7.</summary>
    public int NoticeDays { get; init; } = 365;

    /// <summary>Finished orders of pictures of which no picture is left; default 90.</summary>
    public int EmptyJobDays { get; init; } = 90;

    /// <summary>Pictures that nobody but their owner sees and that the owner neither starred nor put on a board or a recipe; default 0, for good; else at least 30.</summary>
    public int UnkeptPictureDays { get; init; }

    /// <summary>A sentence about the first value that will not do, or null.</summary>
    public string? Problem =>
        Of(nameof(ClosedReportDays), ClosedReportDays, LeastReportDays) ?? Of(nameof(NoticeDays), NoticeDays, LeastNoticeDays)
        ?? Of(nameof(EmptyJobDays), EmptyJobDays, 1) ?? Of(nameof(UnkeptPictureDays), UnkeptPictureDays, LeastPictureDays);

    private static string? Of(string name, int days, int least) =>
        days == 0 || (days >= least && days <= MostDays) ? null : $"Hub:Retention:{name} is {days} days. Please give {least} to {MostDays}, or 0 to keep them for good.";
}

/// <summary>What one sweep removed.</summary>
public sealed record RetentionReport(int Reports, int Notices, int Jobs, int Pictures)
{
    public bool IsEmpty => this is { Reports: 0, Notices: 0, Jobs: 0, Pictures: 0 };
}
