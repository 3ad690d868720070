using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Evaluation;
using ConceptHub.ToyWorld;
using Attribute = ConceptHub.Diffusion.Evaluation.Attribute;

namespace ConceptHub.Cli.Judge;

/// <summary>The four questions that are asked about pictures of the drawn world, and renders with their answers.</summary>
internal static class WorldAttributes
{
    public const int Scene = 0, Subject = 1, Colour = 2, Style = 3;

    public static IReadOnlyList<Attribute> All { get; } = [Of<SceneName>("scene"), Of<SubjectName>("subject"), Of<ColourName>("colour"), Of<StyleName>("style")];

    /// <summary>The truth; null for the colour where the style shows none.</summary>
    public static IReadOnlyList<int?> Answers(SceneDescription description) =>
    [
        (int)description.Scene,
        (int)description.Subjects[0].Name,
        description.ShowsColour ? (int)description.Subjects[0].Colour : null,
        (int)description.Style,
    ];

    /// <summary>A render of one subject, all combinations alike: the judge must know also those that the model never saw.</summary>
    public static LabelledPicture Draw(Random random)
    {
        SceneDescription description;
        do description = World.Describe(random);
        while (description.Subjects.Count != 1);
        return Render(description with
        {
            Scene = Any<SceneName>(random),
            Style = Any<StyleName>(random),
            Subjects = [description.Subjects[0] with { Colour = Any<ColourName>(random) }],
        }, random);
    }

    public static LabelledPicture Render(SceneDescription description, Random random) =>
        new(new RgbImage(World.OrdinarySize, World.OrdinarySize, World.Render(description, random)), Answers(description));

    /// <summary>An answer in words.</summary>
    public static string Word(int attribute, int answer) => attribute switch
    {
        Scene => WorldVocabulary.Word((SceneName)answer),
        Subject => WorldVocabulary.Word((SubjectName)answer),
        Colour => WorldVocabulary.Word((ColourName)answer),
        _ => WorldVocabulary.Word((StyleName)answer),
    };

    private static Attribute Of<T>(string name) where T : struct, Enum => new(name, Enum.GetValues<T>().Length);

    private static T Any<T>(Random random) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }
}
