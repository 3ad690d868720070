using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class GridTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cells_differ_along_both_sides_and_in_nothing_else()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (mira, kiro) = (await hub.PublishAsync(ann, "mira", "Mira"), await hub.PublishAsync(ann, "kiro", "Kiro"));
        var composition = Called(mira, kiro) with { Grid = new GridPlan(new GridAxis.Strengths(mira, [0.5f, 1]), new GridAxis.Steps([10, 20, 30])) };

        var order = await OrderAsync(hub, ann, composition);

        var grid = Assert.IsType<OrderedGrid>(order.Grid);
        Assert.Equal(["Mira 0.5", "Mira 1"], grid.Labels.Columns);
        Assert.Equal(["10 steps", "20 steps", "30 steps"], grid.Labels.Rows);
        Assert.Equal([(10, 0.5f), (10, 1f), (20, 0.5f), (20, 1f), (30, 0.5f), (30, 1f)], grid.Cells.Select(cell => (cell.Settings.Steps, Entry(cell, mira).Strength)));
        Assert.All(grid.Cells, cell => Assert.Equal(composition.Settings, cell.Settings with { Steps = composition.Settings.Steps }));
        Assert.All(grid.Cells, cell => Assert.Equal(composition.Recipe[1], Entry(cell, kiro)));
        Assert.Equal("Mira 1, 20 steps", grid.Labels.Of(3));
        Assert.Equal(2 * (10 + 20 + 30), (await hub.Get<Jobs>().MineAsync(ann, Token))[0].Progress.Of);
    }

    [Fact]
    public async Task Leaving_one_out_takes_each_concept_from_recipe_and_prompt_in_turn()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (mira, kiro) = (await hub.PublishAsync(ann, "mira", "Mira"), await hub.PublishAsync(ann, "kiro", "Kiro"));

        var grid = (await OrderAsync(hub, ann, Called(mira, kiro) with { Grid = new GridPlan(new GridAxis.LeaveOneOut()) })).Grid!;

        Assert.Equal(["all", "without Mira", "without Kiro"], grid.Labels.Columns);
        Assert.Equal([""], grid.Labels.Rows);
        Assert.Equal(["<mira> dog and <kiro> dog", "a dog and <kiro> dog", "<mira> dog and a dog"], grid.Cells.Select(cell => cell.Settings.Prompt));
        Assert.Equal([(true, true), (false, true), (true, false)], grid.Cells.Select(cell => (Entry(cell, mira).Enabled, Entry(cell, kiro).Enabled)));
    }

    [Fact]
    public async Task Taking_out_who_has_a_place_moves_nobody_and_leaves_nothing_there()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (mira, kiro) = (await hub.PublishAsync(ann, "mira", "Mira"), await hub.PublishAsync(ann, "kiro", "Kiro"));
        var (left, right) = (new RecipeRegion(0, 0, 50, 100), new RecipeRegion(50, 0, 50, 100));
        var plan = new GridPlan(new GridAxis.LeaveOneOut()) { Places = new Dictionary<Guid, RecipeRegion> { [mira] = left, [kiro] = right } };

        var grid = (await OrderAsync(hub, ann, Called(mira, kiro) with { Grid = plan })).Grid!;

        Assert.Equal(["<mira> dog and <kiro> dog", "<kiro> dog", "<mira> dog"], grid.Cells.Select(cell => cell.Settings.Prompt));
        Assert.Equal([(null, null), (left, right), (left, right)], grid.Cells.Select(cell => (Entry(cell, mira).Region, Entry(cell, kiro).Region)));
    }

    [Fact]
    public async Task Concept_that_is_off_is_looked_up_when_a_side_switches_it_on()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var mira = await hub.PublishAsync(ann, "mira", "Mira");
        var composition = Called(mira) with { Grid = new GridPlan(new GridAxis.OnOff(mira), new GridAxis.Seeds(2)) };
        composition = composition with { Recipe = [composition.Recipe[0] with { Enabled = false }] };

        var order = await OrderAsync(hub, ann, composition);

        Assert.Equal(mira, Assert.Single(order.Parts).ConceptId);
        Assert.Equal([(7, true), (7, false), (8, true), (8, false)], order.Grid!.Cells.Select(cell => (cell.Settings.Seed, Entry(cell, mira).Enabled)));
    }

    [Fact]
    public async Task Bad_plans_are_refused_with_their_reason_and_leave_no_job()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var mira = await hub.PublishAsync(ann, "mira", "Mira");
        var composition = Called(mira);
        (GridPlan Plan, string Sentence)[] bad =
        [
            (new(new GridAxis.Seeds(37)), "A grid has 36 pictures at most; this one would have 37."),
            (new(new GridAxis.Seeds(int.MaxValue), new GridAxis.Steps([1, 2])), "A grid has 36 pictures at most; this one would have 74."),
            (new(new GridAxis.Seeds(1)), "A grid needs at least two pictures."),
            (new(new GridAxis.Steps([])), "A side of the grid has no values. Please give at least one."),
            (new(new GridAxis.Steps([10, 200])), "Steps go from 1 to 150, not 200."),
            (new(new GridAxis.Strengths(mira, [1, 2.5f])), "Strengths go from 0 to 2, not 2.5."),
            (new(new GridAxis.Seeds(2), new GridAxis.Seeds(3)), "Both sides of the grid change the same. Please choose something else for one of them."),
            (new(new GridAxis.OnOff(Guid.NewGuid())), "The grid is about a concept that is not in the recipe any more."),
        ];

        foreach (var (plan, sentence) in bad) Assert.Equal([sentence], await ProblemsAsync(hub, ann, composition with { Grid = plan }));
        var uncalled = composition with { Settings = composition.Settings with { Prompt = "a dog" }, Grid = new GridPlan(new GridAxis.OnOff(mira)) };
        Assert.Contains("does not call “Mira”", Assert.Single(await ProblemsAsync(hub, ann, uncalled)), StringComparison.Ordinal);
        Assert.DoesNotContain(await hub.Get<Jobs>().MineAsync(ann, Token), job => job.Kind == JobKind.Generate);
    }

    [Fact]
    public async Task Sheet_is_on_the_wall_and_its_pictures_are_private_and_know_how_they_were_made()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var (mira, kiro) = (await hub.PublishAsync(ann, "mira", "Mira"), await hub.PublishAsync(ann, "kiro", "Kiro"));

        var sheet = await DrawAsync(hub, ann, Called(mira, kiro) with { Visibility = PictureVisibility.Public, Grid = new GridPlan(new GridAxis.LeaveOneOut()) });

        Assert.Equal(["all", "without Mira", "without Kiro"], sheet.Grid!.Columns);
        var cells = await hub.Get<Pictures>().OnSheetAsync(sheet.Id, ann, Token);
        Assert.Equal(["one", "two", "three"], cells.Select(cell => cell.Blob));
        Assert.Equal("a dog and <kiro> dog", cells[1].Settings.Prompt);
        Assert.All(cells, cell => Assert.Equal((sheet.Id, PictureVisibility.Private), (cell.SheetId, cell.Visibility)));
        Assert.Empty(await hub.Get<Pictures>().OnSheetAsync(sheet.Id, ben, Token));
        Assert.Equal(0, (await hub.Get<Pictures>().MadeWithAsync(mira, 1, Token)).Total); // a sheet is no picture of a concept
        await using var database = hub.Database();
        Assert.Equal([kiro], await database.PictureConcepts.Where(used => used.PictureId == cells[1].Id).Select(used => used.ConceptId).ToListAsync(Token));
        await hub.Get<OwnPictures>().ShowAsync(ann, [cells[1].Id], PictureVisibility.Public, Token);
        Assert.Equal(cells[1].Id, Assert.Single((await hub.Get<Pictures>().MadeWithAsync(kiro, 1, Token)).Items).Id);
    }

    [Fact]
    public async Task Deleted_sheet_takes_its_pictures_along_but_those_picked_out()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var mira = await hub.PublishAsync(ann, "mira", "Mira");
        var sheet = await DrawAsync(hub, ann, Called(mira) with { Grid = new GridPlan(new GridAxis.Seeds(3)) });
        var cells = await hub.Get<Pictures>().OnSheetAsync(sheet.Id, ann, Token);
        var board = Assert.IsType<CreateBoardResult.Created>(await hub.Get<Boards>().CreateAsync(ann, "Best", Token)).Id;
        await hub.Get<OwnPictures>().StarAsync(ann, [cells[0].Id], isStarred: true, Token);
        await hub.Get<Boards>().AddAsync(ann, board, [cells[2].Id], Token);

        async Task<Guid[]> WallAsync() => [.. (await hub.Get<OwnPictures>().FindAsync(ann, new PictureQuery(), Token)).Items.Select(own => own.Picture.Id)];

        Assert.Equal([sheet.Id, cells[0].Id, cells[2].Id], await WallAsync());
        Assert.Equal(1, await hub.Get<OwnPictures>().DeleteAsync(ann, [sheet.Id], Token));
        Assert.Equal([cells[0].Id, cells[2].Id], await WallAsync());
        Assert.Null(await hub.Get<Pictures>().FindAsync(cells[1].Id, ann, Token));
    }

    private static Composition Called(params Guid[] concepts)
    {
        string[] words = ["<mira> dog", "<kiro> dog"];
        return new Composition
        {
            Settings = new PictureSettings { Prompt = string.Join(" and ", words.Take(concepts.Length)), Seed = 7 },
            Recipe = [.. concepts.Select(concept => new RecipeEntry(concept, 1, 1))],
        };
    }

    private static RecipeEntry Entry(GridCell cell, Guid concept) => cell.Recipe.Single(entry => entry.ConceptId == concept);

    private static async Task<GenerationOrder> OrderAsync(TestHub hub, Actor actor, Composition composition)
    {
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, composition, Token));
        return Assert.IsType<GenerationOrder>((await hub.LeaseAsync()).Order);
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(TestHub hub, Actor actor, Composition composition) =>
        Assert.IsType<SubmitResult.Refused>(await hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, composition, Token)).Problems;

    /// <returns>The sheet.</returns>
    private static async Task<PictureInfo> DrawAsync(TestHub hub, Actor actor, Composition composition)
    {
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, composition, Token));
        Assert.IsType<FinishResult.Finished>(await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, ["sheet", "one", "two", "three"], Token));
        return Assert.Single((await hub.Get<Pictures>().MineAsync(actor, 1, Token)).Items);
    }
}
