namespace ConceptHub.Fuzz.Tests;

/// <summary>A slice of the campaign, the same each time; docs/fuzzing.md has the figures of the whole.</summary>
[Collection(nameof(Fuzzer))]
public sealed class FuzzTests
{
    public static TheoryData<string> Targets { get; } = [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_is_read_or_refused_in_time_and_within_its_memory(string name)
    {
        var report = Fuzzer.Run(FuzzTargets.All.Single(target => target.Name == name), firstSeed: 1, count: 600);

        Assert.True(report.Faults.Count == 0, report.ToString());
    }

    [Fact]
    public void Reader_that_throws_hangs_or_hoards_is_noticed()
    {
        var faults = new[] { Watched(_ => throw new InvalidOperationException("no")), Watched(_ => Thread.Sleep(80)), Watched(_ => GC.KeepAlive(new byte[2_000_000])) };

        Assert.Collection(faults, fault => Assert.Contains("InvalidOperationException", fault), fault => Assert.Contains(" ms ", fault), fault => Assert.Contains("memory", fault));
    }

    // The first reading is for what is made once.
    private static string Watched(Action<byte[]> read)
    {
        var first = true;
        var report = Fuzzer.Run(new FuzzTarget("watched", _ => [1], input =>
        {
            if (!first) read(input);
            first = false;
        }), firstSeed: 1, count: 1);
        return Assert.Single(report.Faults).What;
    }
}
