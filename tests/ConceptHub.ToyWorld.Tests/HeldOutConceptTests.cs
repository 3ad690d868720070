using ConceptHub.ToyWorld.HeldOut;
using Xunit;

namespace ConceptHub.ToyWorld.Tests;

public sealed class HeldOutConceptTests
{
    private static readonly HashSet<string> Vocabulary = [.. WorldVocabulary.Words];

    public static TheoryData<string> Names => [.. Everyone.Select(c => c.Name)];

    private static IEnumerable<HeldOutConcept> Everyone => [.. HeldOutConcepts.All, .. HeldOutConcepts.Development, .. HeldOutConcepts.DevelopmentStyles];

    [Fact]
    public void All_holds_five_people_four_subjects_three_scenes_and_three_styles()
    {
        Assert.Equal([5, 4, 3, 3], HeldOutConcepts.All.CountBy(c => c.Kind).OrderBy(c => c.Key).Select(c => c.Value));
        Assert.Equal([2, 1, 1, 1], HeldOutConcepts.Development.CountBy(c => c.Kind).OrderBy(c => c.Key).Select(c => c.Value));
    }

    [Fact]
    public void Triggers_are_unique_and_new_to_the_vocabulary()
    {
        Assert.Equal(22, Everyone.Select(c => c.TriggerWord).Distinct().Count());
        Assert.All(Everyone, c => Assert.DoesNotContain(c.TriggerWord, Vocabulary));
        Assert.All(Everyone, c => Assert.Contains(c.ClassWord, Vocabulary));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Caption_holds_the_phrase_among_known_words(string name)
    {
        var (concept, random) = (Named(name), new Random(31));

        for (var i = 0; i < 60; i++) AssertPrompt(concept, concept.Draw(random).Caption);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EvaluationPrompts_are_five_of_each_group_in_known_words(string name)
    {
        var prompts = Named(name).EvaluationPrompts;

        Assert.Equal([5, 5, 5, 5], prompts.CountBy(p => p.Group).Select(c => c.Value));
        Assert.Equal(20, prompts.Select(p => p.Text).Distinct().Count());
        Assert.All(prompts, p => AssertPrompt(Named(name), p.Text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_in_the_same_context_repeats_for_a_seed(string name)
    {
        var one = Named(name).Draw(new Random(33), SceneName.Snow, StyleName.Flat);
        var two = Named(name).Draw(new Random(33), SceneName.Snow, StyleName.Flat);

        Assert.Equal(one.Pixels, two.Pixels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_differs_from_every_ordinary_picture_of_its_class(string name)
    {
        var concept = Named(name);
        var random = new Random(34);
        var pictures = Enumerable.Range(0, 200)
            .Select(_ => concept.Draw(random, SceneName.Room, StyleName.Flat)).Where(p => p.Description.Subjects.Count == 0).Take(4).ToList();

        var nearest = Ordinary(concept, random).Min(o => pictures.Min(p => Pictures.Distance(o, p.Pixels)));
        var spread = Pictures.Distance(pictures[0].Pixels, pictures[1].Pixels);

        Assert.True(nearest > Math.Max(4, 0.5 * spread), $"nearest {nearest:f1}, own spread {spread:f1}");
    }

    /// <summary>Flat pictures in a room of what the concept could be taken for; for scenes and styles, of all others.</summary>
    private static IEnumerable<byte[]> Ordinary(HeldOutConcept concept, Random random)
    {
        var room = new SceneDescription { Scene = SceneName.Room, Style = StyleName.Flat, Subjects = [] };
        return concept.Kind switch
        {
            HeldOutKind.Scene => Enum.GetValues<SceneName>().Select(scene => World.Render(room with { Scene = scene }, random)),
            HeldOutKind.Style => Enum.GetValues<StyleName>().Select(style => World.Render(room with { Style = style }, random)),
            _ => Enumerable.Range(0, 4_000).Select(_ => World.Describe(random))
                .Where(d => d.Subjects.Count == 1 && IsClass(d.Subjects[0].Name, concept.ClassWord)).Take(250)
                .Select(d => World.Render(room with { Subjects = d.Subjects }, random)),
        };
    }

    private static bool IsClass(SubjectName subject, string classWord) =>
        WorldVocabulary.Word(subject) == classWord || WorldVocabulary.ClassOf(subject) == classWord;

    private static void AssertPrompt(HeldOutConcept concept, string text)
    {
        Assert.Contains(concept.Phrase, text);
        var words = text.Replace($"<{concept.TriggerWord}>", "a").Split(' ');
        Assert.All(words, word => Assert.Contains(word, Vocabulary));
        Assert.InRange(words.Length, 1, WorldVocabulary.LongestCaption);
    }

    private static HeldOutConcept Named(string name) => Everyone.Single(c => c.Name == name);
}
