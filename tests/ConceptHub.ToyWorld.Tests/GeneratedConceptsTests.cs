using ConceptHub.ToyWorld.HeldOut;
using Xunit;

namespace ConceptHub.ToyWorld.Tests;

public sealed class GeneratedConceptsTests
{
    private static readonly IReadOnlyList<HeldOutConcept> All = GeneratedConcepts.First(GeneratedConcepts.Most);

    [Fact]
    public void A_hundred_have_triggers_of_their_own()
    {
        Assert.Equal(100, All.Select(c => c.TriggerWord).Distinct().Count());
        Assert.All(All, c => Assert.DoesNotContain(c.TriggerWord, WorldVocabulary.Words));
        Assert.All(All, c => Assert.Contains(c.ClassWord, WorldVocabulary.Words));
    }

    [Fact]
    public void No_two_look_the_same()
    {
        var portraits = All.Select(c => Portrait(c, seed: 1)).ToList();

        for (var i = 0; i < portraits.Count; i++)
            for (var j = i + 1; j < portraits.Count; j++)
                Assert.True(Pictures.Distance(portraits[i], portraits[j]) > 0.5, $"{All[i].Name} and {All[j].Name}");
    }

    [Fact]
    public void The_same_one_looks_the_same() => Assert.Equal(Portrait(All[42], seed: 2), Portrait(GeneratedConcepts.First(50)[42], seed: 2));

    // Same place, same moves by chance: what differs is the concept.
    private static byte[] Portrait(HeldOutConcept concept, int seed)
    {
        while (true)
        {
            var picture = concept.Draw(new Random(seed++), SceneName.Room, StyleName.Flat);
            if (picture.Description.Subjects.Count == 0) return picture.Pixels;
        }
    }
}
