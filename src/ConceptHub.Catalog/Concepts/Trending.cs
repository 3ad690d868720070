namespace ConceptHub.Catalog;

/// <summary>
/// What is used much just now. A concept's trend is log₂ of the sum of 2^age over its uses, age in weeks since a fixed day: each use
/// counts half as much a week later, and yet nothing has to be counted again as time goes by, since all trends grow together.
/// </summary>
internal static class Trending
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of something that is new and unused: below all that was used lately, above what was not for long.</summary>
    public static double New(DateTimeOffset now) => Weeks(now);

    /// <summary>The trend after one more use.</summary>
    public static double Used(double trend, DateTimeOffset now)
    {
        var (high, low) = (Math.Max(trend, Weeks(now)), Math.Min(trend, Weeks(now)));
        return high + Math.Log2(1 + Math.Pow(2, low - high));
    }

    private static double Weeks(DateTimeOffset now) => (now - Start).TotalDays / 7;
}
