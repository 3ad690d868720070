using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;

namespace ConceptHub.Web.Tests.Live;

public sealed class JobWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(12, 20, 1.6, "Step 12 of 20 · about 2 s left")]
    [InlineData(1, 400, 170, "Step 1 of 400 · about 3 min left")]
    [InlineData(400, 400, 0.0, "Step 400 of 400 · a moment left")]
    public void Running_job_tells_step_and_time_left(int step, int of, double seconds, string expected) =>
        Assert.Equal(expected, JobWords.Running(new JobProgress(step, of, JobPhase.Training, TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void Running_job_before_its_first_step_gets_ready() =>
        Assert.Equal("Getting ready", JobWords.Running(new JobProgress(0, 20, JobPhase.Preparing, null)));

    [Theory]
    [InlineData(0, "Waiting · next in line · starts in about 40 s")]
    [InlineData(1, "Waiting · 1 job ahead · starts in about 40 s")]
    [InlineData(3, "Waiting · 3 jobs ahead · starts in about 40 s")]
    public void Waiting_job_tells_its_place(int ahead, string expected) =>
        Assert.Equal(expected, JobWords.Waiting(new JobPosition(ahead, Now.AddSeconds(40)), Now));
}
