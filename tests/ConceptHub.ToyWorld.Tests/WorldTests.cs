using Xunit;

namespace ConceptHub.ToyWorld.Tests;

public sealed class WorldTests
{
    private const int Draws = 5_000;

    [Fact]
    public void Draw_with_the_same_seed_gives_the_same_pictures()
    {
        var (first, second) = (new Random(7), new Random(7));

        for (var i = 0; i < 40; i++)
        {
            var (one, two) = (World.Draw(first), World.Draw(second));
            Assert.Equal(one.Caption, two.Caption);
            Assert.Equal(one.Pixels, two.Pixels);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Draw_at_a_size_fills_that_many_pixels(int size)
    {
        var picture = World.Draw(new Random(1), size);

        Assert.Equal(size * size * 3, picture.Pixels.Length);
        Assert.True(picture.Pixels.Distinct().Count() > 5);
    }

    [Fact]
    public void Render_at_an_uneven_size_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => World.Draw(new Random(1), size: 100));

    [Fact]
    public void Describe_never_gives_a_reserved_combination()
    {
        var random = new Random(11);

        for (var i = 0; i < Draws; i++) Assert.False(Reserved.Contains(World.Describe(random)));
    }

    [Fact]
    public void Describe_gives_every_scene_style_subject_and_colour_and_the_planned_company()
    {
        var random = new Random(12);

        var all = Enumerable.Range(0, Draws).Select(_ => World.Describe(random)).ToList();

        Assert.Equal(Enum.GetValues<SceneName>().Length, all.Select(d => d.Scene).Distinct().Count());
        Assert.Equal(Enum.GetValues<StyleName>().Length, all.Select(d => d.Style).Distinct().Count());
        Assert.Equal(Enum.GetValues<SubjectName>().Length, all.SelectMany(d => d.Subjects).Select(s => s.Name).Distinct().Count());
        Assert.Equal(Enum.GetValues<ColourName>().Length, all.SelectMany(d => d.Subjects).Select(s => s.Colour).Distinct().Count());
        Assert.InRange(all.Count(d => d.Subjects.Count == 1), 0.68 * Draws, 0.77 * Draws);
    }

    [Fact]
    public void Render_of_every_scene_in_every_style_differs()
    {
        var pictures =
            from scene in Enum.GetValues<SceneName>()
            from style in Enum.GetValues<StyleName>()
            select World.Render(new SceneDescription { Scene = scene, Style = style, Subjects = [] }, new Random(3));

        var all = pictures.ToList();

        for (var i = 0; i < all.Count; i++)
            for (var k = i + 1; k < all.Count; k++)
                Assert.True(Pictures.Distance(all[i], all[k]) > 4, $"pictures {i} and {k} look alike");
    }
}
