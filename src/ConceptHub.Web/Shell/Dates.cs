using System.Globalization;

namespace ConceptHub.Web.Shell;

/// <summary>How moments are written, the same on every server whatever its culture; always UTC.</summary>
public static class Dates
{
    /// <summary>4 March 2026.</summary>
    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>4 Mar 2026, 15:04 UTC.</summary>
    public static string Minute(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
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
