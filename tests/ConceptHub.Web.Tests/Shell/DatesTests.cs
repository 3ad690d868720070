using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Tests.Shell;

public sealed class DatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-30, "just now")]
    [InlineData(44, "just now")]
    [InlineData(45, "1 minute ago")]
    [InlineData(119, "1 minute ago")]
    [InlineData(59 * 60 + 59, "59 minutes ago")]
    [InlineData(3600, "1 hour ago")]
    [InlineData(23 * 3600, "23 hours ago")]
    [InlineData(86_400, "1 day ago")]
    [InlineData(29 * 86_400, "29 days ago")]
    [InlineData(30 * 86_400, "2 February 2026")]
    public void Moment_is_told_as_people_say_it(int seconds, string words) =>
        Assert.Equal(words, Dates.Ago(Now - TimeSpan.FromSeconds(seconds), Now));
}
