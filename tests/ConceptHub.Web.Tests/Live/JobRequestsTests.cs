using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;

namespace ConceptHub.Web.Tests.Live;

public sealed class JobRequestsTests
{
    [Fact]
    public void A_picture_of_a_grid_is_asked_for_with_the_strengths_and_places_of_its_own_recipe()
    {
        var (mira, kiro) = (new RecipeEntry(Guid.NewGuid(), 1, 1), new RecipeEntry(Guid.NewGuid(), 1, 1));
        var settings = new PictureSettings { Prompt = "<mira> person and <kiro> person" };
        var order = new GenerationOrder
        {
            Model = new InstalledModel("model", "plan", 16, 64, 8),
            Settings = settings,
            Recipe = [mira, kiro],
            Parts = [.. new[] { mira, kiro }.Select(entry => new ResolvedEntry(entry.ConceptId, Guid.NewGuid(), 1, "", "", "person", "blob", 0, 1))],
            Grid = new OrderedGrid(new GridLabels(["all", "without Kiro"], [""]),
                [new GridCell(settings, [mira, kiro]), new GridCell(settings, [mira with { Strength = 0.5f, Region = new RecipeRegion(0, 0, 50, 100) }, kiro with { Enabled = false }])]),
        };

        var asked = Assert.IsType<GridRequest>(JobRequests.From(new LeasedJob(new JobLease(Guid.NewGuid(), 1), Guid.NewGuid(), order, DateTimeOffset.MaxValue)));

        Assert.Equal([(1f, false), (1f, false)], asked.Cells[0].Recipe.Select(part => (part.Strength, part.Region is not null)));
        var left = Assert.Single(asked.Cells[1].Recipe);
        Assert.Equal((mira.ConceptId, 0.5f, 0.5f), (left.ConceptId, left.Strength, left.Region?.Width));
    }
}
