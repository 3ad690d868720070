using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class RecipePairTests
{
    private const double Loud = 1.6 * ConflictLevels.CrosstalkAmber;

    [Fact]
    public void Louder_one_is_named_with_the_strength_at_which_it_is_quiet()
    {
        var pair = Pair(first: 0.6f, second: 2, onFirst: Loud);

        Assert.Equal(ConflictLevel.Red, pair.Forecast.Level);
        Assert.Equal(("Boto", "Mira", 0.75f), (pair.Sides.Loud.Name, pair.Sides.Quiet.Name, pair.QuietStrength)); // 1 / √1.6, in steps of the slider
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"Boto changes {4 * Loud:0 %} of what the model makes of the words of Mira."), ConflictWords.Why(pair));
    }

    [Theory]
    [InlineData(0.9f, null)]   // the creator allows no less than 0.9
    [InlineData(0.2f, 0.75f)]
    public void Strength_stays_within_the_creators_limits(float least, float? quiet) =>
        Assert.Equal(quiet, Pair(first: 0.6f, second: 2, onFirst: Loud, limits: new StrengthRange(1, least, 2)).QuietStrength);

    [Fact]
    public void Strength_that_would_show_nothing_is_not_proposed() => Assert.Null(Pair(first: 0.6f, second: 2, onFirst: 12 * ConflictLevels.CrosstalkAmber).QuietStrength);

    [Fact]
    public void Common_rows_are_told_and_not_warned_of()
    {
        var pair = Pair(first: 1, second: 1, onFirst: ConflictLevels.CrosstalkAmber / 2, shared: [0, 2]);

        Assert.Equal(ConflictLevel.Green, pair.Forecast.Level);
        Assert.Contains("share blocks", ConflictWords.Fine([pair]), StringComparison.Ordinal);
        Assert.DoesNotContain("share", ConflictWords.Fine([Pair(1, 1, 0)]), StringComparison.Ordinal);
    }

    private static RecipePair Pair(float first, float second, double onFirst, StrengthRange? limits = null, IReadOnlyList<int>? shared = null)
    {
        var (one, two) = (RecipeItems.Item("Mira", ConceptKind.Person), RecipeItems.Item("Boto", ConceptKind.Subject, limits));
        (one, two) = (one with { Entry = one.Entry with { Strength = first } }, two with { Entry = two.Entry with { Strength = second } });
        var forecast = new PairForecast(new ConceptOverlap(one.Entry.ConceptId, two.Entry.ConceptId, shared ?? [], 0.2, 0.3), onFirst, 0);
        return new RecipePair(one, two, forecast.At(first, second));
    }
}
