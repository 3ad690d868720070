namespace ConceptHub.Faults.Tests;

/// <summary>A slice of the campaign; docs/reliability.md has the figures of the whole.</summary>
public sealed class CampaignTests
{
    [Fact]
    public async Task Killed_site_loses_and_doubles_nothing()
    {
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 6, JobsPerCycle: 40, Seed: 7) { CheckEvery = 6 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 0, log.ToString());
    }

    // Without its guards the campaign must see it, or it proves nothing.
    [Theory]
    [InlineData("Requeue")]
    [InlineData("FileFirst")]
    [InlineData("RowFirst")]
    public async Task Missing_guard_is_missed(string guard)
    {
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 12, JobsPerCycle: 40, Seed: 7, Enum.Parse<MissingGuard>(guard)) { CheckEvery = 2 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 1, log.ToString());
    }
}
