using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class GridSideTests
{
    [Theory]
    [InlineData(GridSide.Steps, "10, 20 40;", new[] { 10, 20, 40 })]
    [InlineData(GridSide.Steps, "7", new[] { 7 })]
    public void Whole_numbers_are_read_however_they_are_parted(string what, string values, int[] expected)
    {
        Assert.Equal(expected, Assert.IsType<GridAxis.Steps>(new GridSide(what, values).Axis(out var problem)).Values);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(GridSide.Seeds, "many")]
    [InlineData(GridSide.Seeds, "")]
    [InlineData(GridSide.Steps, "10, 2.5")]
    [InlineData(GridSide.Guidance, "1, two")]
    [InlineData(GridSide.Guidance, " ")]
    public void What_is_no_number_is_told_with_an_example(string what, string values)
    {
        Assert.Null(new GridSide(what, values).Axis(out var problem));
        Assert.Contains("rite", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_choice_gives_an_axis_with_its_usual_values()
    {
        var items = new[] { RecipeItems.Item("Mira", ConceptKind.Person), RecipeItems.Item("Kiro", ConceptKind.Person) };

        var axes = GridSide.Choices(items).Select(choice => GridSide.Of(choice.What).Axis(out _)).ToList();

        Assert.DoesNotContain(null, axes);
        Assert.Equal(8, axes.Distinct().Count());
        Assert.Equal(items[1].Entry.ConceptId, Assert.IsType<GridAxis.OnOff>(axes[3]).ConceptId);
        Assert.Null(GridSide.Of("").Axis(out var nothing));
        Assert.Null(nothing);
    }
}
