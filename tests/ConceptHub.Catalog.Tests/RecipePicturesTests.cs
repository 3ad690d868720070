namespace ConceptHub.Catalog.Tests;

public sealed class RecipePicturesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Made_with_it_is_what_was_drawn_with_exactly_its_versions_and_strengths()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, tom) = await RecipesTests.WithConceptsAsync(hub);
        var ben = await hub.JoinAsync("ben");
        RecipeEntry[] both = [new(rex, 1, 0.85f), new(tom, 1, 1)];
        var id = await RecipesTests.SaveAsync(hub, ann, RecipesTests.Draft("Both", [.. both, new RecipeEntry(Guid.NewGuid(), 1, 1, Enabled: false)]));

        await DrawAsync(hub, ben, 1, both);
        await DrawAsync(hub, ben, 2, both[1], both[0]);
        await DrawAsync(hub, ben, 3, both[0] with { Strength = 0.8f }, both[1]);
        await DrawAsync(hub, ben, 4, both[0]);
        await DrawAsync(hub, ben, 5, both[0], both[1] with { Enabled = false });

        var made = await hub.Get<RecipePictures>().MadeWithAsync(id, 1, Token);
        Assert.Equal(2, made.Total);
        Assert.All(made.Items, picture => Assert.Equal(2, picture.Recipe.Count(entry => entry.Enabled)));
    }

    [Fact]
    public async Task Cover_is_ones_own_picture_of_the_recipe_and_is_seen_with_it()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await RecipesTests.WithConceptsAsync(hub);
        var ben = await hub.JoinAsync("ben");
        var entry = new RecipeEntry(rex, 1, 1);
        var (own, other, foreign) = (await DrawAsync(hub, ann, 1, entry), await DrawAsync(hub, ann, 2, entry with { Strength = 0.5f }), await DrawAsync(hub, ben, 3, entry));
        await hub.Get<OwnPictures>().ShowAsync(ann, [own.Id], PictureVisibility.Private, Token);
        Assert.Equal([own.Id], (await hub.Get<RecipePictures>().CoversAsync(ann, [entry], Token)).Select(picture => picture.Id));
        var id = await RecipesTests.SaveAsync(hub, ann, RecipesTests.Draft("Rex", entry));
        var words = RecipesTests.Words("Rex");

        foreach (var wrong in new[] { other.Id, foreign.Id, Guid.NewGuid() })
            Assert.IsType<ActionResult.Refused>(await hub.Get<Recipes>().DescribeAsync(ann, id, words with { CoverId = wrong }, Token));
        Assert.Null(await hub.Get<BlobAccess>().OpenAsync(own.Blob, ben, Token));
        Assert.IsType<ActionResult.Done>(await hub.Get<Recipes>().DescribeAsync(ann, id, words with { CoverId = own.Id }, Token));

        Assert.Equal(own.Blob, (await hub.Get<Recipes>().FindAsync(id, null, Token))!.Card.Cover);
        Assert.True(await SeesAsync(hub, own.Blob, null));
        await hub.Get<Recipes>().DescribeAsync(ann, id, words with { CoverId = own.Id, Visibility = RecipeVisibility.Private }, Token);
        Assert.False(await SeesAsync(hub, own.Blob, ben));
    }

    [Fact]
    public async Task Cover_goes_with_its_picture_and_hides_with_it()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await RecipesTests.WithConceptsAsync(hub);
        var entry = new RecipeEntry(rex, 1, 1);
        var picture = await DrawAsync(hub, ann, 1, entry);
        var id = await RecipesTests.SaveAsync(hub, ann, RecipesTests.Draft("Rex", entry) with { Words = RecipesTests.Words("Rex") with { CoverId = picture.Id } });

        await hub.Get<Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Picture, picture.Id), "odd", Token);
        Assert.Null((await hub.Get<Recipes>().FindAsync(id, null, Token))!.Card.Cover);
        Assert.False(await SeesAsync(hub, picture.Blob, null));

        await hub.Get<OwnPictures>().DeleteAsync(ann, [picture.Id], Token);
        Assert.Null((await hub.Get<Recipes>().FindAsync(id, ann, Token))!.CoverId);
    }

    [Fact]
    public async Task Start_picture_is_seen_and_kept_with_the_recipe_and_cannot_be_borrowed()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, rex, _) = await RecipesTests.WithConceptsAsync(hub);
        var ben = await hub.JoinAsync("ben");
        var start = Assert.IsType<StartUploadResult.Kept>(await hub.Get<StartUploads>().AddAsync(ann, new UploadedFile("a.png", new MemoryStream(TestHub.Png(64, 64, 3))), Token)).Blob;
        var draft = RecipesTests.Draft("Over it", new RecipeEntry(rex, 1, 1));
        draft = draft with { Settings = draft.Settings with { Start = new StartPicture(start, 0.5) } };

        Assert.IsType<SaveRecipeResult.Refused>(await hub.Get<RecipeSaving>().SaveAsync(ben, TestHub.Model, draft, Token));
        Assert.False(await SeesAsync(hub, start, ben));
        await RecipesTests.SaveAsync(hub, ann, draft);

        Assert.True(await SeesAsync(hub, start, ben));
        File.SetLastWriteTimeUtc(Directory.GetFiles(hub.Home.Blobs, start[2..], SearchOption.AllDirectories).Single(), DateTime.UnixEpoch);
        await hub.Get<BlobSweep>().RunAsync(Token);
        Assert.True(await SeesAsync(hub, start, ben));
    }

    private static async Task<bool> SeesAsync(TestHub hub, string blob, Actor? viewer)
    {
        var open = await hub.Get<BlobAccess>().OpenAsync(blob, viewer, Token);
        if (open is not null) await open.Content.DisposeAsync();
        return open is not null;
    }

    private static async Task<PictureInfo> DrawAsync(TestHub hub, Actor actor, byte shade, params RecipeEntry[] recipe)
    {
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(actor, recipe));
        var blob = await hub.Get<FileBlobStore>().PutAsync(TestHub.Png(64, 64, (byte)(100 + shade)), Token);
        await hub.Get<JobEndings>().FinishGenerationAsync((await hub.LeaseAsync()).Lease, [blob], Token);
        return (await hub.Get<Pictures>().MineAsync(actor, 1, Token)).Items[0];
    }
}
