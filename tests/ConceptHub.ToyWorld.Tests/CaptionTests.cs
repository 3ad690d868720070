using Xunit;

namespace ConceptHub.ToyWorld.Tests;

public sealed class CaptionTests
{
    private static readonly HashSet<string> Vocabulary = [.. WorldVocabulary.Words];

    [Fact]
    public void Words_are_few_and_lower_case()
    {
        Assert.InRange(WorldVocabulary.Words.Count, 50, 110);
        Assert.All(WorldVocabulary.Words, word => Assert.Matches("^[a-z]+$", word));
    }

    [Fact]
    public void Caption_keeps_to_the_vocabulary_and_to_24_words()
    {
        var random = new Random(21);

        foreach (var caption in Described(5_000, random).Select(d => World.Caption(d, random)))
        {
            var words = caption.Split(' ');
            Assert.All(words, word => Assert.Contains(word, Vocabulary));
            Assert.InRange(words.Length, 1, WorldVocabulary.LongestCaption);
        }
    }

    [Fact]
    public void Caption_says_only_what_the_picture_shows()
    {
        var random = new Random(22);

        foreach (var truth in Described(5_000, random))
        {
            var said = World.Caption(truth, random).Split(' ');

            AssertOnly(said, [truth.Scene]);
            AssertOnly(said, [truth.Style]);
            AssertOnly(said, truth.Subjects.Select(s => s.Name));
            AssertOnly(said, truth.Subjects.Select(s => s.Pattern));
            AssertOnly(said, Looks(truth).Select(l => l.Hair));
            AssertOnly(said, Looks(truth).Select(l => l.Glasses));
            AssertOnly(said, Looks(truth).Select(l => l.Hat));
            AssertOnly(said, Colours(truth));
            if (!Looks(truth).Any(l => l.Beard)) Assert.DoesNotContain("beard", said);
        }
    }

    [Fact]
    public void Caption_gives_each_thing_its_own_colour_and_pattern()
    {
        var truth = new SceneDescription
        {
            Scene = SceneName.Room,
            Style = StyleName.Flat,
            Subjects =
            [
                new SubjectDescription(SubjectName.Cat, ColourName.Red) { Pattern = PatternName.Striped },
                new SubjectDescription(SubjectName.Mug, ColourName.Blue) { Pattern = PatternName.Dotted },
            ],
        };
        var random = new Random(23);

        var captions = Enumerable.Range(0, 500).Select(_ => World.Caption(truth, random)).ToList();

        Assert.DoesNotContain(captions, c => c.Contains("blue cat") || c.Contains("red mug") || c.Contains("dotted red"));
        Assert.Contains(captions, c => c.Contains("striped red cat and a dotted blue mug"));
    }

    [Fact]
    public void EvaluationCaptions_are_reserved_distinct_and_balanced()
    {
        var all = World.EvaluationCaptions(300);

        Assert.Equal(300, all.Select(e => e.Description with { Subjects = [] }).Zip(all.Select(e => e.Description.Subjects[0])).Distinct().Count());
        Assert.All(all, e => Assert.True(Reserved.Contains(e.Description)));
        Assert.All(all.CountBy(e => e.Description.Scene), c => Assert.InRange(c.Value, 27, 33));
        Assert.All(all.CountBy(e => e.Description.Style), c => Assert.InRange(c.Value, 38, 48));
        Assert.All(all.CountBy(e => e.Description.Subjects[0].Name), c => Assert.InRange(c.Value, 24, 31));
        Assert.All(all.CountBy(e => e.Description.Subjects[0].Colour), c => Assert.InRange(c.Value, 27, 33));
    }

    [Fact]
    public void EvaluationCaptions_name_scene_subject_style_and_visible_colour() => Assert.All(World.EvaluationCaptions(300), e =>
    {
        var said = e.Caption.Split(' ');
        Assert.All(said, word => Assert.Contains(word, Vocabulary));
        Assert.Contains(WorldVocabulary.Word(e.Description.Scene), said);
        Assert.Contains(WorldVocabulary.Word(e.Description.Style), said);
        Assert.Contains(WorldVocabulary.Word(e.Description.Subjects[0].Name), said);
        Assert.Equal(e.Description.ShowsColour, said.Contains(WorldVocabulary.Word(e.Description.Subjects[0].Colour)));
    });

    [Fact]
    public void ExportCaptions_repeat_for_a_seed_and_name_classes()
    {
        var records = World.ExportCaptions(2_000, seed: 5);

        Assert.Equal(records, World.ExportCaptions(2_000, seed: 5));
        Assert.Equal(["animal", "object", "person", "place", "style"], records.Select(r => r.Class).Distinct().Order());
    }

    private static IEnumerable<SceneDescription> Described(int count, Random random) =>
        Enumerable.Range(0, count).Select(_ => World.Describe(random));

    private static IEnumerable<PersonLook> Looks(SceneDescription truth) => truth.Subjects.Select(s => s.Look).OfType<PersonLook>();

    private static IEnumerable<ColourName> Colours(SceneDescription truth) => truth.ShowsColour
        ? truth.Subjects.Select(s => s.Colour).Concat(Looks(truth).Select(l => l.HairColour))
        : [];

    private static void AssertOnly<T>(string[] said, IEnumerable<T> shown) where T : struct, Enum
    {
        var untrue = Enum.GetValues<T>().Except(shown).Select(WorldVocabulary.Word).Except(shown.Select(WorldVocabulary.Word));
        Assert.DoesNotContain(untrue, said.Contains);
    }
}
