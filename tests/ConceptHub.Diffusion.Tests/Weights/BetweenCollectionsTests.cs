using System.Runtime;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Tests.Weights;

/// <summary>Alone: the collector's mode belongs to the whole process.</summary>
[CollectionDefinition(nameof(BetweenCollectionsTests), DisableParallelization = true)]
[Collection(nameof(BetweenCollectionsTests))]
public sealed class BetweenCollectionsTests
{
    [Fact]
    public void Run_holdsCollectionsOff_andLetsThemGoAfterwards()
    {
        var during = BetweenCollections.Run(() =>
        {
            var before = GC.CollectionCount(0);
            for (var i = 0; i < 100_000; i++) _ = new byte[500];   // 50 MB: many collections at other times
            return GC.CollectionCount(0) - before;
        });

        Assert.Equal(0, during);
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void Run_nestedOrFailing_leavesTheCollectorAsItWas()
    {
        Assert.Throws<ArithmeticException>(() => BetweenCollections.Run(() => BetweenCollections.Run<int>(() => throw new ArithmeticException())));

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
