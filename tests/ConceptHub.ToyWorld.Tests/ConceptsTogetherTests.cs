using ConceptHub.ToyWorld.HeldOut;
using Xunit;

namespace ConceptHub.ToyWorld.Tests;

public sealed class ConceptsTogetherTests
{
    private static HeldOutConcept Named(string trigger) => HeldOutConcepts.All.Single(c => c.TriggerWord == trigger);

    [Fact]
    public void Another_concept_on_the_right_changes_the_right_half_alone()
    {
        var (one, two) = (ConceptsTogether.Draw(new Random(5), [Named("mira"), Named("boto")]), ConceptsTogether.Draw(new Random(5), [Named("mira"), Named("zubi")]));

        Assert.Equal(Half(one, left: true), Half(two, left: true));
        Assert.True(Pictures.Distance(Half(one, left: false), Half(two, left: false)) > 5);
    }

    [Theory]
    [InlineData("rusta", null)]
    [InlineData(null, "terma")]
    public void Scene_and_style_take_the_place_of_ordinary_ones(string? scene, string? style)
    {
        var ordinary = ConceptsTogether.Draw(new Random(6), [Named("kiro")]);

        var other = ConceptsTogether.Draw(new Random(6), [Named("kiro")], scene is null ? null : Named(scene), style is null ? null : Named(style));

        Assert.True(Pictures.Distance(ordinary, other) > 10);
    }

    [Fact]
    public void Concepts_stand_only_where_they_can()
    {
        Assert.Throws<ArgumentException>(() => ConceptsTogether.Draw(new Random(1), []));
        Assert.Throws<ArgumentException>(() => ConceptsTogether.Draw(new Random(1), [Named("rusta")]));
        Assert.Throws<ArgumentException>(() => ConceptsTogether.Draw(new Random(1), [null], scene: Named("terma")));
        Assert.Throws<ArgumentException>(() => ConceptsTogether.Draw(new Random(1), [null], style: Named("rusta")));
    }

    private static byte[] Half(byte[] pixels, bool left)
    {
        const int row = World.OrdinarySize * 3, half = row / 2;
        return [.. pixels.Chunk(row).SelectMany(line => left ? line[..half] : line[half..])];
    }
}
