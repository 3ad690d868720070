using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class OwnPicturesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_filter_finds_what_it_says_and_all_together_what_fits_all()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        var cat = await DrawAsync(hub, ann, "A red CAT in the Größe", PictureVisibility.Public, new RecipeEntry(concept, 1, 1));
        var dog = await DrawAsync(hub, ann, "a red dog 100% sure", PictureVisibility.Private);
        var other = await DrawAsync(hub, ben, "a red cat", PictureVisibility.Public);
        var board = await BoardAsync(hub, ann, "Best");
        await hub.Get<Boards>().AddAsync(ann, board, [cat, other], Token);
        await hub.Get<OwnPictures>().StarAsync(ann, [cat, other], isStarred: true, Token);

        async Task<Guid[]> FindAsync(PictureQuery query) => [.. (await hub.Get<OwnPictures>().FindAsync(ann, query, Token)).Items.Select(own => own.Picture.Id)];

        Assert.Equal([dog, cat], await FindAsync(new PictureQuery()));
        Assert.Equal([cat, dog], await FindAsync(new PictureQuery { Sort = PictureSort.Oldest }));
        Assert.Equal([cat], await FindAsync(new PictureQuery { Text = "größe red" }));
        Assert.Equal([dog], await FindAsync(new PictureQuery { Text = "100%" }));
        Assert.Empty(await FindAsync(new PictureQuery { Text = "cat dog" }));
        Assert.Equal([cat], await FindAsync(new PictureQuery { ConceptId = concept }));
        Assert.Equal([cat], await FindAsync(new PictureQuery { BoardId = board }));
        Assert.Equal([cat], await FindAsync(new PictureQuery { IsStarred = true }));
        Assert.Equal([dog], await FindAsync(new PictureQuery { Visibility = PictureVisibility.Private }));
        Assert.Equal([cat], await FindAsync(new PictureQuery { Text = "cat", ConceptId = concept, BoardId = board, IsStarred = true, Visibility = PictureVisibility.Public }));
        Assert.Equal([new UsedConcept(concept, "Mira", 1)], await hub.Get<OwnPictures>().ConceptsAsync(ann, Token));
        Assert.Empty((await hub.Get<OwnPictures>().FindAsync(ben, new PictureQuery { IsStarred = true }, Token)).Items); // ann's star changed nothing of ben's
    }

    [Fact]
    public async Task Board_goes_and_its_pictures_stay_and_a_picture_goes_from_all_boards()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (first, second) = (await DrawAsync(hub, ann, "one"), await DrawAsync(hub, ann, "two"));
        var (best, worst) = (await BoardAsync(hub, ann, "Best"), await BoardAsync(hub, ann, "Worst"));
        var boards = hub.Get<Boards>();
        await boards.AddAsync(ann, best, [first, second], Token);
        await boards.AddAsync(ann, best, [first], Token); // twice is once
        await boards.AddAsync(ann, worst, [first], Token);

        Assert.Equal([new BoardInfo(best, "Best", 2), new BoardInfo(worst, "Worst", 1)], await boards.MineAsync(ann, Token));
        await boards.RemoveAsync(ann, best, [second], Token);
        Assert.Equal([best, worst], (await hub.Get<OwnPictures>().BoardsAsync(ann, first, Token)).Order());
        Assert.IsType<ActionResult.Done>(await boards.DeleteAsync(ann, worst, Token));
        Assert.Equal(2, (await hub.Get<OwnPictures>().FindAsync(ann, new PictureQuery(), Token)).Total);

        Assert.Equal(1, await hub.Get<OwnPictures>().DeleteAsync(ann, [first], Token));
        Assert.Equal([new BoardInfo(best, "Best", 0)], await boards.MineAsync(ann, Token));
        await using var database = hub.Database();
        Assert.False(await database.BoardPictures.AnyAsync(Token));
    }

    [Fact]
    public async Task Board_name_is_checked_and_another_members_board_is_out_of_reach()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var picture = await DrawAsync(hub, ben, "mine");
        var boards = hub.Get<Boards>();
        var (best, worst) = (await BoardAsync(hub, ann, " Best "), await BoardAsync(hub, ann, "Worst"));

        Assert.Equal("You have a board “Best” already.", Assert.IsType<CreateBoardResult.Refused>(await boards.CreateAsync(ann, "Best", Token)).Sentence);
        Assert.Equal("A board's name has 1 to 60 characters.", Assert.IsType<CreateBoardResult.Refused>(await boards.CreateAsync(ann, "  ", Token)).Sentence);
        Assert.IsType<ActionResult.Refused>(await boards.RenameAsync(ann, worst, "Best", Token));
        Assert.IsType<ActionResult.Done>(await boards.RenameAsync(ann, best, "Best", Token)); // its own name is free to it
        Assert.IsType<CreateBoardResult.Created>(await boards.CreateAsync(ben, "Best", Token));

        Assert.IsType<ActionResult.NotFound>(await boards.RenameAsync(ben, best, "Mine", Token));
        Assert.IsType<ActionResult.NotFound>(await boards.AddAsync(ben, best, [picture], Token));
        Assert.IsType<ActionResult.NotFound>(await boards.DeleteAsync(ben, best, Token));
        Assert.Equal(["Best", "Worst"], (await boards.MineAsync(ann, Token)).Select(board => board.Name));
    }

    [Fact]
    public async Task Bulk_actions_pass_over_what_belongs_to_others()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var (mine, yours) = (await DrawAsync(hub, ann, "mine"), await DrawAsync(hub, ben, "yours"));
        var pictures = hub.Get<OwnPictures>();

        Assert.Equal(1, await pictures.ShowAsync(ann, [mine, yours], PictureVisibility.Private, Token));
        Assert.Equal(1, await pictures.StarAsync(ann, [mine, yours], isStarred: true, Token));
        Assert.Equal(1, await pictures.DeleteAsync(ann, [mine, yours], Token));

        Assert.Null(await hub.Get<Pictures>().FindAsync(mine, ann, Token));
        Assert.Equal(PictureVisibility.Public, (await hub.Get<Pictures>().FindAsync(yours, ben, Token))!.Visibility);
    }

    [Fact]
    public async Task Suspended_member_takes_pictures_back_but_shows_none()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var mine = await DrawAsync(hub, ann, "mine");
        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, hub.Clock.GetUtcNow()), Token);
        var pictures = hub.Get<OwnPictures>();

        var takenBack = await pictures.ShowAsync(ann, [mine], PictureVisibility.Private, Token);
        var shown = await pictures.ShowAsync(ann, [mine], PictureVisibility.Public, Token);

        Assert.Equal((1, 0), (takenBack, shown));
    }

    private static async Task<Guid> BoardAsync(TestHub hub, Actor actor, string name) =>
        Assert.IsType<CreateBoardResult.Created>(await hub.Get<Boards>().CreateAsync(actor, name, Token)).Id;

    private static async Task<Guid> DrawAsync(TestHub hub, Actor actor, string prompt, PictureVisibility visibility = PictureVisibility.Public, params RecipeEntry[] recipe) =>
        (await hub.DrawAsync(actor, new PictureSettings { Prompt = prompt }, visibility, recipe)).Id;
}
