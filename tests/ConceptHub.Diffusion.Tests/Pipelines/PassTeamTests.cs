using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Diffusion.Tests.Pipelines;

public sealed class PassTeamTests
{
    [Fact]
    public void Parts_are_done_at_the_same_time_each_knowing_which_it_is()
    {
        using var team = new PassTeam(3, within: 1);
        using var meeting = new Barrier(3);
        var parts = new int[3];
        team.Run(3, part =>
        {
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30)), "they wait for each other one after another");
            parts[part] = PassTeam.Part;
        });

        Assert.Equal([0, 1, 2], parts);
        Assert.Equal(0, PassTeam.Part);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_a_part_throws_is_thrown_when_all_have_ended(int failing)
    {
        using var team = new PassTeam(2, within: 1);
        var ended = 0;
        var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(2, part =>
        {
            if (part == failing) throw new InvalidOperationException("no memory");
            Thread.Sleep(50);
            Interlocked.Increment(ref ended);
        }));

        Assert.Equal(("no memory", 1), (thrown.Message, ended));
        team.Run(2, _ => Interlocked.Increment(ref ended));
        Assert.Equal(3, ended);
    }
}
