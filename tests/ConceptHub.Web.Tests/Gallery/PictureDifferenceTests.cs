using ConceptHub.Catalog;
using ConceptHub.Web.Gallery;

namespace ConceptHub.Web.Tests.Gallery;

public sealed class PictureDifferenceTests
{
    private static readonly Guid Mira = Guid.NewGuid(), Kiro = Guid.NewGuid();

    [Fact]
    public void Only_what_differs_is_told()
    {
        var left = Picture(new PictureSettings { Prompt = "a cat", Seed = 1, GuidanceScale = 2.5f }, new RecipeEntry(Mira, 1, 1), new RecipeEntry(Kiro, 2, 0.5f));
        var right = Picture(new PictureSettings { Prompt = "a cat", Seed = 2, GuidanceScale = 4 }, new RecipeEntry(Mira, 1, 1), new RecipeEntry(Kiro, 2, 0.5f, Enabled: false));

        var differences = PictureDifference.Between(left, right, new Dictionary<Guid, string> { [Mira] = "Mira", [Kiro] = "Kiro" });

        Assert.Equal([new("Seed", "1", "2"), new("Guidance", "2.5", "4"), new PictureDifference("Kiro", "0.50, version 2", "off")], differences);
        Assert.Empty(PictureDifference.Between(left, left, new Dictionary<Guid, string>()));
    }

    [Fact]
    public void Other_start_picture_is_a_difference_even_at_the_same_strength()
    {
        var left = Picture(new PictureSettings { Prompt = "a cat", Start = new StartPicture("one", 0.6) });
        var right = Picture(new PictureSettings { Prompt = "a cat", Start = new StartPicture("two", 0.6) });

        Assert.Equal([new PictureDifference("Start picture", "one", "another")], PictureDifference.Between(left, right, new Dictionary<Guid, string>()));
    }

    private static PictureInfo Picture(PictureSettings settings, params RecipeEntry[] recipe) => new()
    {
        Id = Guid.NewGuid(),
        OwnerId = Guid.NewGuid(),
        OwnerName = "ann",
        Blob = "blob",
        Settings = settings,
        Recipe = recipe,
        Visibility = PictureVisibility.Private,
        HiddenReason = null,
        Grid = null,
        SheetId = null,
        JobId = Guid.NewGuid(),
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
