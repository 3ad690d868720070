namespace ConceptHub.Faults.Tests;

/// <summary>A slice of the campaign; docs/reliability.md has the figures of the whole.</summary>
public sealed class CampaignTests
{
    [Fact]
    public async Task Killed_site_loses_and_doubles_nothing()
    {
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 2, JobsPerCycle: 30, Seed: 7) { CheckEvery = 2 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 0, log.ToString());
    }

    [Fact]
    public async Task Broken_device_jumping_clock_and_locked_database_lose_and_double_nothing()
    {
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 1, JobsPerCycle: 20, Seed: 3, Trouble: Trouble.Device | Trouble.Clock | Trouble.Lock) { CheckEvery = 1 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 0, log.ToString());
    }

    [Fact]
    public async Task Site_that_the_kernel_kills_for_want_of_memory_loses_and_doubles_nothing()
    {
        using (var group = MemoryGroup.Create(1 << 30)) Assert.SkipWhen(group is null, "Control groups for memory are not here, or not for this user.");
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 1, JobsPerCycle: 40, Seed: 9, Trouble: Trouble.Memory) { CheckEvery = 1 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 0, log.ToString());
        Assert.Contains("killed for want of memory: 1", log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Late_worker_does_not_count_unless_there_is_no_fence(bool without)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Workers are paused with signals, which Windows does not have.");

        var problems = await new QueueRace(Jobs: 150, Workers: 3, Seed: 1, without).RunAsync(TextWriter.Null, TestContext.Current.CancellationToken);

        Assert.Equal(without, problems.Count > 0);
    }

    [Theory]
    [InlineData("None", 0)]
    [InlineData("Flush", 1)]
    public async Task Power_cut_loses_nothing_that_was_accepted_unless_commits_are_not_flushed(string guard, int expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "What the site writes is recorded with strace, which is not here.");
        var log = new StringWriter();

        var status = await new PowerCut(new CampaignPlan(Cycles: 40, JobsPerCycle: 10, Seed: 5, Enum.Parse<MissingGuard>(guard)), log).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(status == expected, log.ToString());
        Assert.Equal(expected == 1, log.ToString().Contains("is lost", StringComparison.Ordinal));
    }

    // Without its guards the campaign must see it, or it proves nothing.
    [Theory]
    [InlineData("Requeue")]
    [InlineData("FileFirst")]
    [InlineData("RowFirst")]
    public async Task Missing_guard_is_missed(string guard)
    {
        var log = new StringWriter();

        var status = await Campaign.RunAsync(new CampaignPlan(Cycles: 12, JobsPerCycle: 40, Seed: 57, Enum.Parse<MissingGuard>(guard)) { CheckEvery = 1 }, log, TestContext.Current.CancellationToken);

        Assert.True(status == 1, log.ToString());
    }
}
