using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Diffusion.Tests.Evaluation;

public sealed class StatisticsTests
{
    [Fact]
    public void Interval_of_a_mean_holds_it_and_shrinks_with_more_concepts()
    {
        var few = Bootstrap.Mean([0.0, 1, 0, 1]);
        var many = Bootstrap.Mean([.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 0.0 : 1)]);

        Assert.Equal((0.5, 0.5), (few.Mean, many.Mean));
        Assert.InRange(few.Low, 0, 0.25);
        Assert.InRange(few.High, 0.75, 1);
        Assert.InRange(many.High - many.Low, 0.05, 0.15);   // 2 · 1.96 · 0.5 / √400 = 0.098
    }

    [Fact]
    public void Ratio_is_of_the_sums_over_the_same_concepts()
    {
        var ratio = Bootstrap.Ratio([1.0, 3], [2.0, 6]);

        Assert.Equal((0.5, 0.5, 0.5), (ratio.Mean, ratio.Low, ratio.High));
    }

    [Fact]
    public void Ratio_to_nothing_is_no_number() => Assert.True(double.IsNaN(Bootstrap.Ratio([1.0, 2], [1.0, -1]).Mean));

    [Fact]
    public void Nothing_has_no_mean() => Assert.True(double.IsNaN(Bootstrap.Mean([]).Mean));

    [Fact]
    public void Rank_correlation_sees_order_and_not_size()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 4], [1, 10, 100, 1000]), 12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3, 4], [9, 7, 5, 3]), 12);
        Assert.Equal(0, RankCorrelation.Of([1, 2, 3], [5, 5, 5]), 12);
        Assert.Equal(0.9486832980505138, RankCorrelation.Of([1, 2, 2, 3], [1, 2, 3, 4]), 12);   // 4.5 / √(4.5 · 5): equal values share a rank
    }
}
