namespace ConceptHub.BlockLora.Tests.Recipes;

public sealed class PairForecastTests
{
    private const double Amber = ConflictLevels.CrosstalkAmber, Red = ConflictLevels.CrosstalkRed;

    [Theory]
    [InlineData(0.9 * Amber, ConflictLevel.Green)]
    [InlineData(1.1 * Amber, ConflictLevel.Amber)]
    [InlineData(1.1 * Red, ConflictLevel.Red)]
    public void Level_is_that_of_the_worse(double crosstalk, ConflictLevel level)
    {
        Assert.Equal(level, Pair(onFirst: crosstalk).At(1, 1).Level);
        Assert.Equal(level, Pair(onSecond: crosstalk).At(1, 1).Level);
    }

    [Fact]
    public void Disturbance_grows_with_the_square_of_who_disturbs()
    {
        var pair = Pair(onFirst: 0.8 * Red, onSecond: 0.8 * Red).At(0.5f, 2);

        Assert.Equal(3.2 * Red, pair.OnFirst, 1e-9);
        Assert.Equal(0.2 * Red, pair.OnSecond, 1e-9);
        Assert.Equal(ConflictLevel.Red, pair.Level);
    }

    [Fact]
    public void Quiet_strength_is_where_amber_ends()
    {
        var pair = Pair(onFirst: 4 * Amber, onSecond: 1.6 * Amber).At(1, 1.5f);

        Assert.Equal(0.5, pair.QuietSecond, 1e-9);
        Assert.Equal(Amber, pair.Pair.At(1, (float)pair.QuietSecond).OnFirst, 1e-6);
        Assert.Equal(Amber, pair.Pair.At((float)pair.QuietFirst, 1.5f).OnSecond, 1e-6);
    }

    [Fact]
    public void Concept_without_strength_is_in_nobodys_way()
    {
        Assert.Equal(ConflictLevel.Green, Pair(onFirst: 1, onSecond: 1, shared: [0]).At(0, 1).Level);
        Assert.Equal(0, Pair(onFirst: 1, onSecond: 1).At(1, 0).Crosstalk);
    }

    [Fact]
    public void Rows_in_common_are_no_conflict() => Assert.Equal(ConflictLevel.Green, Pair(shared: [0, 1, 2, 3, 4, 5, 6]).At(2, 2).Level);

    private static PairForecast Pair(double onFirst = 0, double onSecond = 0, IReadOnlyList<int>? shared = null) =>
        new(new ConceptOverlap(Guid.NewGuid(), Guid.NewGuid(), shared ?? [], (shared?.Count ?? 0) / 7.0, 0.9), onFirst, onSecond);
}
