using System.Globalization;

namespace ConceptHub.Web.Shell;

/// <summary>How moments are written, the same on every server whatever its culture; always UTC.</summary>
public static class Dates
{
    /// <summary>4 March 2026.</summary>
    public static string Day(DateTimeOffset moment) => Day(moment.UtcDateTime, ShellTexts.Months);

    /// <summary>"just now", "5 minutes ago", "3 hours ago", "12 days ago"; the day from thirty days on. times.js says the same.</summary>
    public static string Ago(DateTimeOffset moment, DateTimeOffset now) => (now - moment) switch
    {
        { TotalSeconds: < 45 } => ShellTexts.JustNow,
        { TotalHours: < 1 } gone => Many(Math.Max(1, (int)gone.TotalMinutes), ShellTexts.OneMinuteAgo, ShellTexts.MinutesAgo),
        { TotalDays: < 1 } gone => Many((int)gone.TotalHours, ShellTexts.OneHourAgo, ShellTexts.HoursAgo),
        { TotalDays: < 30 } gone => Many((int)gone.TotalDays, ShellTexts.OneDayAgo, ShellTexts.DaysAgo),
        _ => Day(moment),
    };

    /// <summary>4 Mar 2026, 15:04 UTC.</summary>
    public static string Minute(DateTimeOffset moment) =>
        ShellTexts.Minute.With(Day(moment.UtcDateTime, ShellTexts.ShortMonths), moment.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <summary>The moment that a <see cref="MomentInput"/> holds; null for none.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null;

    private static string Day(DateTime day, string months) => ShellTexts.Day.With(day.Day, months.Split(' ')[day.Month - 1], day.Year);

    private static string Many(int count, string one, string many) => count == 1 ? one : many.With(count);
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
