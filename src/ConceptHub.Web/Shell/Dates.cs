using System.Globalization;

namespace ConceptHub.Web.Shell;

/// <summary>How moments are written, the same on every server whatever its culture; always UTC.</summary>
public static class Dates
{
    /// <summary>4 March 2026.</summary>
    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"just now", "5 minutes ago", "3 hours ago", "12 days ago"; the day from thirty days on. times.js says the same.</summary>
    public static string Ago(DateTimeOffset moment, DateTimeOffset now) => (now - moment) switch
    {
        { TotalSeconds: < 45 } => "just now",
        { TotalHours: < 1 } gone => Many(Math.Max(1, (int)gone.TotalMinutes), "minute"),
        { TotalDays: < 1 } gone => Many((int)gone.TotalHours, "hour"),
        { TotalDays: < 30 } gone => Many((int)gone.TotalDays, "day"),
        _ => Day(moment),
    };

    /// <summary>4 Mar 2026, 15:04 UTC.</summary>
    public static string Minute(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Many(int count, string unit) => $"{count} {unit}{(count == 1 ? "" : "s")} ago";
}

/// <summary>How sizes are written.</summary>
public static class Sizes
{
    /// <summary>812 B, 240 KB, 3.1 MB; powers of 1000.</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0} KB",
        _ => (bytes / 1e6).ToString("0.0 'MB'", CultureInfo.InvariantCulture),
    };
}
